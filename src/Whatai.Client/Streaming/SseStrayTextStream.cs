using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>
/// Reads an event stream through, and makes events of JSON that stands bare between them, or instead of them: a gateway that has already
/// said 200 (by a <c>: PING</c>) reports a later failure like that, and some answer with one object, an array or an object a line
/// whatever was asked for. A web page is kept aside. At the end it adds a blank line, so that a last event counts whose sender forgot it.
/// </summary>
internal sealed class SseStrayTextStream(Stream inner) : ReadOnlyStream(inner)
{
    /// <summary>The name of an event that was bare JSON.</summary>
    public const string BareName = "bare JSON";

    /// <summary>The same where the body begins with it, so that it may be all of the body.</summary>
    public const string BodyName = "bare JSON body";

    // An event parser asks for a kilobyte at a time; all between it and the connection need not.
    private const int PieceSize = 16 * 1024;
    private const int LongestPage = 64 * 1024;
    private const int LongestStart = 4096;
    private static readonly byte[] s_blankLine = "\n\n"u8.ToArray();
    private static readonly byte[] s_beginsBody = Encoding.UTF8.GetBytes("event: " + BodyName + "\ndata: {");

    // An event that is not yet ended is; its name would not be this one.
    private static readonly byte[] s_begins = Encoding.UTF8.GetBytes("\n\nevent: " + BareName + "\ndata: {");

    // What was read last, of which a part is passed on as it is.
    private byte[]? _piece;
    private int _plainFrom;
    private int _plainTo;

    // What is to be read behind it; mostly there is never anything.
    private readonly MemoryStream _ready = new();
    private MemoryStream? _page;
    private byte[] _start = [];
    private State _state = State.Start;
    private bool _inArray, _inString, _escaped;
    private int _depth;

    private enum State
    {
        /// <summary>Nothing but white space has come.</summary>
        Start,

        /// <summary>At the start of a line.</summary>
        Line,

        /// <summary>Inside a line that an event parser reads.</summary>
        Field,

        /// <summary>Behind a bracket that begins an array or <c>[DONE]</c>.</summary>
        Bracket,

        /// <summary>Inside bare JSON.</summary>
        Value,

        /// <summary>Behind bare JSON, on its line or in its array.</summary>
        After,
    }

    /// <summary>Whether the other side has ended the stream.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>A web page among the events, from its first byte on; empty where there was none.</summary>
    public ReadOnlySpan<byte> Page => _page is null ? default : _page.GetBuffer().AsSpan(0, (int)_page.Length);

    /// <summary>How the body begins.</summary>
    public ReadOnlySpan<byte> Start => _start;

#if !NETFRAMEWORK
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TakeReady(buffer.Span) is > 0 and int ready ? new(ready) : FillAsync(buffer, cancellationToken);
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        TakeReady(buffer.AsSpan(offset, count)) is > 0 and int ready ? ready : await FillAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _page?.Dispose();
            _ready.Dispose();
            if (_piece is not null)
            {
                ArrayPool<byte>.Shared.Return(_piece);
                _piece = null;
            }
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!AtEnd)
        {
            // Where it fails, the pool does not get it back: the read may still write to it.
            byte[] piece = _piece ?? ArrayPool<byte>.Shared.Rent(PieceSize);
            _piece = null;
            int count = await Inner.ReadAsync(piece, 0, piece.Length, cancellationToken).ConfigureAwait(false);
            (_piece, _plainFrom, _plainTo) = (piece, 0, Look(piece.AsSpan(0, count)));
            if (TakeReady(buffer.Span) is > 0 and int ready)
            {
                return ready;
            }
        }

        return 0;
    }

    private int TakeReady(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _plainTo - _plainFrom);
        if (count > 0)
        {
            _piece.AsSpan(_plainFrom, count).CopyTo(buffer);
            _plainFrom += count;
            return count;
        }

        count = (int)Math.Min(buffer.Length, _ready.Length - _ready.Position);
        if (count > 0)
        {
            _ready.GetBuffer().AsSpan((int)_ready.Position, count).CopyTo(buffer);
            _ready.Position += count;
        }
        else if (_ready.Length > 0)
        {
            _ready.SetLength(0);
        }

        return count;
    }

    // How much of it can be passed on as it is; the rest is made ready.
    private int Look(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            AtEnd = true;
            Ready(s_blankLine);
            return 0;
        }

        if (_start.Length == 0)
        {
            _start = data.Slice(0, Math.Min(data.Length, LongestStart)).ToArray();
        }

        KeepPage(data);
        int plain = _state is State.Line or State.Field ? FindStray(data) : 0;
        if (plain == data.Length)
        {
            _state = data[plain - 1] is (byte)'\n' or (byte)'\r' ? State.Line : State.Field;
            return plain;
        }

        _state = plain > 0 ? State.Line : _state;
        Rewrite(data, plain);
        return plain;
    }

    // No field of an event begins like this, and JSON inside data: has no raw line feed.
    private int FindStray(ReadOnlySpan<byte> data)
    {
        bool atLineStart = _state == State.Line;
        int at = 0;
        while (true)
        {
            if (atLineStart && (IsNextEvent(data, at) || data[at] is (byte)'{' or (byte)'[' or (byte)'<' or (byte)' ' or (byte)'\t' or 0xEF or 0xBB or 0xBF))
            {
                return at;
            }

            int end = data.Slice(at).IndexOfAny((byte)'\n', (byte)'\r');
            at = end < 0 ? data.Length : at + end + 1;
            atLineStart = true;
            if (at == data.Length)
            {
                return at;
            }
        }
    }

    private void Rewrite(ReadOnlySpan<byte> data, int start)
    {
        for (int i = start; i < data.Length; i++)
        {
            switch (_state)
            {
                case State.Start or State.Line when data[i] is (byte)' ' or (byte)'\t' or 0xEF or 0xBB or 0xBF:
                    break;
                case State.Start when data[i] is (byte)'\n' or (byte)'\r':
                    break;
                case State.Start or State.Line when data[i] == (byte)'[':
                    _state = State.Bracket;
                    break;
                case State.Bracket or State.After when JsonSplitter.IsSpace(data[i]):
                    _state = _state == State.After && !_inArray && data[i] is (byte)'\n' or (byte)'\r' ? State.Line : _state;
                    break;
                case State.Bracket when data[i] is (byte)'{' or (byte)']':
                    _inArray = true;
                    _state = State.After;
                    i--;
                    break;
                case State.Bracket:
                    Ready("\n\ndata: ["u8);
                    _state = State.Field;
                    i--;
                    break;
                case State.After when data[i] is (byte)',' or (byte)']':
                    _inArray &= data[i] == (byte)',';
                    break;
                case State.Start or State.Line or State.After when data[i] == (byte)'{':
                    Begin();
                    break;
                case State.Line when IsNextEvent(data, i):
                    Ready("\n"u8);
                    i = InField(data, i);
                    break;
                case State.Value:
                    i = InValue(data, i);
                    break;
                default:
                    i = InField(data, i);
                    break;
            }
        }
    }

    // Some leave out the blank line between events; no JSON has an object right behind another. One that is not seen for a cut between
    // reads only comes with the next.
    private static bool IsNextEvent(ReadOnlySpan<byte> data, int at)
    {
        if (data[at] != (byte)'d' || at < 3)
        {
            return false;
        }

        int last = data[at - 1] == (byte)'\n' && data[at - 2] == (byte)'\r' ? at - 3 : at - 2;
        ReadOnlySpan<byte> line = data.Slice(at);
        if (data[last] != (byte)'}' || !line.StartsWith("data:"u8))
        {
            return false;
        }

        line = line.Slice(line.Length > 5 && line[5] == (byte)' ' ? 6 : 5);
        return !line.IsEmpty && line[0] is (byte)'{' or (byte)'[';
    }

    private void Begin()
    {
        Ready(_state == State.Start ? s_beginsBody : s_begins);
        _state = State.Value;
        _depth = 1;
        _inString = _escaped = false;
    }

    private int InValue(ReadOnlySpan<byte> data, int start)
    {
        int from = start;
        for (int i = start; i < data.Length; i++)
        {
            byte value = data[i];
            if (value is (byte)'\n' or (byte)'\r')
            {
                Ready(data.Slice(from, i - from));
                Ready(value == (byte)'\n' ? "\ndata: "u8 : default);
                from = i + 1;
            }
            else if (_escaped)
            {
                _escaped = false;
            }
            else if (_inString)
            {
                // An image is one string of megabytes: only its end is looked for.
                int end = data.Slice(i).IndexOfAny("\"\\\r\n"u8);
                i = end < 0 ? data.Length : i + end;
                _inString = i == data.Length || data[i] != (byte)'"';
                _escaped = i < data.Length && data[i] == (byte)'\\';
                i -= i < data.Length && data[i] is (byte)'\r' or (byte)'\n' ? 1 : 0;
            }
            else if (value == (byte)'"')
            {
                _inString = true;
            }
            else if (value is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (value is (byte)'}' or (byte)']' && --_depth == 0)
            {
                Ready(data.Slice(from, i + 1 - from));
                Ready(s_blankLine);
                _state = State.After;
                return i;
            }
        }

        Ready(data.Slice(from));
        return data.Length;
    }

    private int InField(ReadOnlySpan<byte> data, int start)
    {
        if (_state is State.Start or State.Line && data[start] == (byte)'<' && _page is null)
        {
            _page = new MemoryStream();
            KeepPage(data.Slice(start));
        }

        int end = data.Slice(start).IndexOfAny((byte)'\n', (byte)'\r');
        int last = end < 0 ? data.Length - 1 : start + end;
        Ready(data.Slice(start, last + 1 - start));
        _state = end < 0 ? State.Field : State.Line;
        return last;
    }

    private void KeepPage(ReadOnlySpan<byte> data)
    {
        if (_page is not null && _page.Length < LongestPage)
        {
            byte[] kept = data.Slice(0, (int)Math.Min(data.Length, LongestPage - _page.Length)).ToArray();
            _page.Write(kept, 0, kept.Length);
        }
    }

    private void Ready(ReadOnlySpan<byte> bytes)
    {
        long at = _ready.Position;
        _ready.Position = _ready.Length;
#if NETFRAMEWORK
        byte[] copy = bytes.ToArray();
        _ready.Write(copy, 0, copy.Length);
#else
        _ready.Write(bytes);
#endif
        _ready.Position = at;
    }
}
