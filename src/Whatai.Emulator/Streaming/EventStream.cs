using System;
using System.Text;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Log;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Streaming;

/// <summary>
/// Writes server-sent events for any endpoint that streams, with the faults that concern lines and breaking off. Without a
/// delay events are gathered and leave in large writes; with one, each leaves at once.
/// </summary>
internal sealed class EventStream
{
    /// <summary>How many events go out whole before a break.</summary>
    internal const int BreakAfter = 3;

    private const Twist LineTwists = Twist.Pings | Twist.Crlf | Twist.Cr | Twist.MultiLineData | Twist.SplitUtf8;

    // A reset can take from the client's socket what it has not read yet; this lets the first events arrive.
    private static readonly TimeSpan s_beforeReset = TimeSpan.FromMilliseconds(30);
    private static readonly byte[] s_data = Encoding.ASCII.GetBytes("data: ");
    private static readonly byte[] s_ping = Encoding.ASCII.GetBytes(": PING");
    private static readonly byte[] s_done = Encoding.ASCII.GetBytes("[DONE]");

    private readonly Exchange _exchange;
    private readonly ResponseWriter _response;
    private readonly Break _break;
    private readonly Twist _twist;
    private readonly TimeSpan _delay;
    private readonly byte[] _lineEnd;
    private readonly bool _isSimple;
    private long _written;

    internal EventStream(Exchange exchange)
    {
        _exchange = exchange;
        _response = exchange.Response;
        _break = _response.Break;
        _twist = _response.Twist;
        _delay = exchange.State.TokenDelay;
        _lineEnd = Has(Twist.Crlf) ? [(byte)'\r', (byte)'\n'] : Has(Twist.Cr) ? [(byte)'\r'] : [(byte)'\n'];
        _isSimple = _break == Break.None && !Has(LineTwists) && _delay == TimeSpan.Zero;
    }

    /// <summary>Answers 200 and opens the stream.</summary>
    internal async Task BeginAsync()
    {
        _response.AddHeader("Cache-Control", "no-cache");
        await _response.BeginAsync(200, "text/event-stream").ConfigureAwait(false);
        if (Has(Twist.Pings) || _break == Break.BareError)
        {
            AppendPing();
            AppendPing();
            await FlushAsync().ConfigureAwait(false);
        }

        if (_break == Break.BareError)
        {
            _response.Append(Error());
            await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
            throw new FaultedException(reset: false);
        }
    }

    /// <summary>Writes one data event.</summary>
    internal ValueTask WriteAsync(ReadOnlySpan<byte> json)
    {
        if (!_isSimple)
        {
            return new ValueTask(WriteWithCareAsync(json.ToArray()));
        }

        AppendEvent(json);
        _written++;
        return _response.IsFull ? new ValueTask(FlushAsync()) : default;
    }

    /// <summary>Writes <c>[DONE]</c>, unless a fault leaves it out, and ends the answer.</summary>
    internal async Task DoneAsync()
    {
        if (_break != Break.None)
        {
            await BreakOffAsync(s_done).ConfigureAwait(false); // the answer was too short to break earlier
        }

        if (!Has(Twist.NoDone))
        {
            AppendEvent(s_done);
        }

        _exchange.Entry.ChunksSent = _written;
        await _response.EndAsync().ConfigureAwait(false);
    }

    private bool Has(Twist twist) => (_twist & twist) != 0;

    private async Task WriteWithCareAsync(byte[] json)
    {
        if (_break != Break.None && _written >= BreakAfter)
        {
            await BreakOffAsync(json).ConfigureAwait(false);
        }

        if (_written > 0 && _delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, _exchange.Aborted).ConfigureAwait(false);
        }

        if (_written > 0 && Has(Twist.Pings))
        {
            AppendPing();
        }

        AppendEvent(json);
        _written++;
        if (_delay > TimeSpan.Zero || Has(Twist.SplitUtf8) || _response.IsFull)
        {
            await FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task BreakOffAsync(byte[] next)
    {
        switch (_break)
        {
            case Break.ErrorEvent:
                AppendEvent(Error());
                AppendEvent(s_done);
                _exchange.Entry.ChunksSent = _written;
                await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
                throw new FaultedException(reset: false);
            case Break.CutClean:
                AppendPart(next, next.Length / 2);
                _exchange.Entry.ChunksSent = _written;
                await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
                throw new FaultedException(reset: false);
            case Break.Reset:
                await FlushAsync().ConfigureAwait(false);
                await Task.Delay(s_beforeReset, _exchange.Aborted).ConfigureAwait(false);
                throw new FaultedException(reset: true);
            case Break.Stall:
                await FlushAsync().ConfigureAwait(false);
                await _response.StallAsync().ConfigureAwait(false);
                return;
            default:
                AppendPart(next, _break == Break.CutMidUtf8 ? ResponseWriter.CutInsideCharacter(next) : next.Length / 2);
                await FlushAsync().ConfigureAwait(false);
                throw new FaultedException(reset: false);
        }
    }

    private byte[] Error() => ErrorShapes.OpenAi(
        $"The upstream broke off (request id: {_exchange.RequestId})", "upstream_error", null, "bad_response");

    private async Task FlushAsync()
    {
        long written = _written;
        await _response.FlushAsync().ConfigureAwait(false);
        _exchange.Entry.ChunksSent = written;
    }

    private void AppendPing()
    {
        _response.Append(s_ping);
        _response.Append(_lineEnd);
        _response.Append(_lineEnd);
    }

    private void AppendPart(byte[] json, int count)
    {
        _response.Append(s_data);
        _response.Append(json.AsSpan(0, count));
    }

    private void AppendEvent(ReadOnlySpan<byte> json)
    {
        _response.Append(s_data);
        if (Has(Twist.MultiLineData))
        {
            json = AppendAllButLastLine(json);
        }

        _response.Append(json);
        _response.Append(_lineEnd);
        _response.Append(_lineEnd);
    }

    /// <summary>Breaks after every comma of the outermost object, where JSON allows white space.</summary>
    private ReadOnlySpan<byte> AppendAllButLastLine(ReadOnlySpan<byte> json)
    {
        int depth = 0;
        int from = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte b = json[i];
            if (inString)
            {
                i += b == '\\' ? 1 : 0;
                inString = b != '"';
                continue;
            }

            inString = b == '"';
            depth += b is (byte)'{' or (byte)'[' ? 1 : b is (byte)'}' or (byte)']' ? -1 : 0;
            if (b == ',' && depth == 1)
            {
                _response.Append(json.Slice(from, i + 1 - from));
                _response.Append(_lineEnd);
                _response.Append(s_data);
                from = i + 1;
            }
        }

        return json.Slice(from);
    }
}
