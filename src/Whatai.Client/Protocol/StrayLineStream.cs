using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Protocol;

/// <summary>
/// Reads an event stream through and keeps what is not an event: a gateway that has already said 200 (by a
/// <c>: PING</c>) reports a later failure as bare JSON or as a web page, which an event parser rightly ignores.
/// At the end it adds a blank line, so that a last event counts whose sender forgot it.
/// </summary>
internal sealed class StrayLineStream(Stream inner) : PassingStream(inner)
{
    private const int LongestStray = 64 * 1024;
    private static readonly byte[] s_blankLine = "\n\n"u8.ToArray();

    private static readonly byte[][] s_strayStarts = ["\n{"u8.ToArray(), "\n<"u8.ToArray(), "\r{"u8.ToArray(), "\r<"u8.ToArray()];

    private MemoryStream? _stray;
    private bool _atLineStart = true;
    private int _bomBytesSeen;
    private int _blankLineSent;

    /// <summary>Whether the other side has ended the stream.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>What was not an event, from its first byte on; empty where all was.</summary>
    public ReadOnlySpan<byte> Stray => _stray is null ? default : _stray.GetBuffer().AsSpan(0, (int)_stray.Length);

#if !NETFRAMEWORK
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = AtEnd ? 0 : await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Look(buffer.Span, count);
    }
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read = AtEnd ? 0 : await Inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        return Look(buffer.AsSpan(offset, count), read);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stray?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Look(Span<byte> buffer, int count)
    {
        if (count == 0)
        {
            AtEnd = true;
            int rest = Math.Min(s_blankLine.Length - _blankLineSent, buffer.Length);
            s_blankLine.AsSpan(_blankLineSent, rest).CopyTo(buffer);
            _blankLineSent += rest;
            return rest;
        }

        ReadOnlySpan<byte> data = WithoutByteOrderMark(buffer.Slice(0, count));
        if (data.IsEmpty)
        {
            return count;
        }

        if (_stray is null)
        {
            int start = FindStray(data);
            _atLineStart = data[data.Length - 1] is (byte)'\n' or (byte)'\r';
            if (start < 0)
            {
                return count;
            }

            _stray = new MemoryStream();
            data = data.Slice(start);
        }

        if (_stray.Length < LongestStray)
        {
            byte[] kept = data.Slice(0, (int)Math.Min(data.Length, LongestStray - _stray.Length)).ToArray();
            _stray.Write(kept, 0, kept.Length);
        }

        return count;
    }

    // No field of an event begins with { or <, and JSON inside data: has no raw line feed.
    private int FindStray(ReadOnlySpan<byte> data)
    {
        if (_atLineStart && (data[0] is (byte)'{' or (byte)'<'))
        {
            return 0;
        }

        int first = -1;
        foreach (byte[] start in s_strayStarts)
        {
            int found = data.IndexOf(start);
            if (found >= 0 && (first < 0 || found < first))
            {
                first = found;
            }
        }

        return first < 0 ? -1 : first + 1;
    }

    // It may be cut between reads like anything else.
    private ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> mark = "\uFEFF"u8;
        while (_bomBytesSeen < mark.Length && !data.IsEmpty)
        {
            if (data[0] != mark[_bomBytesSeen])
            {
                _bomBytesSeen = mark.Length;
                break;
            }

            _bomBytesSeen++;
            data = data.Slice(1);
        }

        return data;
    }
}
