using System;
using System.Text;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Streaming;

/// <summary>
/// Writes the events of a streaming endpoint in its <see cref="StreamFormat"/>, with the faults of event lines and
/// interruptions. Without a delay events are buffered and sent in large writes; with one, each is sent at once.
/// </summary>
internal sealed class EventStream
{
    private const ResponseQuirks LineQuirks = ResponseQuirks.Pings | ResponseQuirks.Crlf | ResponseQuirks.Cr | ResponseQuirks.MultiLineData | ResponseQuirks.SplitUtf8;

    // A reset can discard what the client has not read yet; this lets the first events arrive.
    private static readonly TimeSpan s_beforeReset = TimeSpan.FromMilliseconds(30);
    private static readonly byte[] s_event = Encoding.ASCII.GetBytes("event: ");
    private static readonly byte[] s_data = Encoding.ASCII.GetBytes("data: ");
    private static readonly byte[] s_ping = Encoding.ASCII.GetBytes(": PING");
    private static readonly byte[] s_done = Encoding.ASCII.GetBytes("[DONE]");

    private static readonly byte[] s_arrayStart = [(byte)'['];
    private static readonly byte[] s_arrayNext = Encoding.ASCII.GetBytes("\n,\r\n");
    private static readonly byte[] s_arrayEnd = Encoding.ASCII.GetBytes("\n]\n");

    private readonly Exchange _exchange;
    private readonly StreamFormat _format;
    private readonly ResponseWriter _response;
    private readonly Interruption _interruption;
    private readonly ResponseQuirks _quirks;
    private readonly TimeSpan _delay;
    private readonly byte[] _lineEnd;
    private readonly bool _isSimple;
    private long _written;

    internal EventStream(Exchange exchange, StreamFormat format)
    {
        _exchange = exchange;
        _format = format;
        _response = exchange.Response;
        _interruption = _response.Interruption;
        _quirks = _response.Quirks;
        _delay = exchange.State.TokenDelay;
        _lineEnd = Has(ResponseQuirks.Crlf) ? [(byte)'\r', (byte)'\n'] : Has(ResponseQuirks.Cr) ? [(byte)'\r'] : [(byte)'\n'];
        _isSimple = _interruption == Interruption.None && !Has(LineQuirks) && _delay == TimeSpan.Zero;
    }

    /// <summary>Answers 200 and opens the stream.</summary>
    internal async Task BeginAsync()
    {
        _response.AddHeader("Cache-Control", "no-cache");
        await _response.BeginAsync(200, _format.IsArray ? "application/json; charset=utf-8" : "text/event-stream").ConfigureAwait(false);
        if (!_format.IsArray && (Has(ResponseQuirks.Pings) || _interruption == Interruption.BareError))
        {
            AppendPing();
            AppendPing();
            await FlushAsync().ConfigureAwait(false);
        }

        if (_interruption == Interruption.BareError)
        {
            _response.Append(_exchange.ErrorJson());
            await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
            throw new FaultedException(reset: false, isWhole: true);
        }
    }

    /// <summary>Writes one data event.</summary>
    /// <param name="json">Its data.</param>
    /// <param name="name">Its event: line in ASCII; null for none.</param>
    internal ValueTask WriteAsync(ReadOnlySpan<byte> json, byte[]? name = null)
    {
        if (!_isSimple)
        {
            return new ValueTask(WriteFaultyAsync(json.ToArray(), name));
        }

        AppendEvent(json, name);
        _written++;
        return _response.IsFull ? new ValueTask(FlushAsync()) : default;
    }

    /// <summary>Interrupts here at the latest, if a fault requires it: the next event would complete the answer.</summary>
    /// <param name="next">The next event's data.</param>
    /// <param name="name">Its event: line.</param>
    internal Task InterruptBeforeAsync(byte[] next, byte[]? name = null)
        => _interruption == Interruption.None ? Task.CompletedTask : InterruptAsync(next, name);

    /// <summary>Writes the terminator of this format, such as <c>[DONE]</c>, unless a fault omits it, and ends the answer.</summary>
    internal async Task DoneAsync()
    {
        await InterruptBeforeAsync(s_done).ConfigureAwait(false); // the answer was too short to be interrupted earlier
        if (!Has(ResponseQuirks.NoDone))
        {
            AppendEnd();
        }

        _exchange.Entry.ChunksSent = _written;
        await _response.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the usage chunk, if it is requested or a fault adds it, and ends the stream.</summary>
    internal async Task DoneAsync(bool includeUsage, Func<byte[]> usageChunk)
    {
        if (includeUsage || Has(ResponseQuirks.UsageEmptyChoices | ResponseQuirks.UsageWithChoice))
        {
            await WriteAsync(usageChunk()).ConfigureAwait(false);
        }

        await DoneAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the event that finishes a choice or the answer. Faults omit or repeat it.</summary>
    internal async Task WriteFinishAsync(byte[] json, byte[]? name = null)
    {
        for (int left = Has(ResponseQuirks.NoFinish) ? 0 : Has(ResponseQuirks.DuplicateFinish) ? 2 : 1; left > 0; left--)
        {
            await WriteAsync(json, name).ConfigureAwait(false);
        }
    }

    private bool Has(ResponseQuirks quirks) => (_quirks & quirks) != 0;

    private async Task WriteFaultyAsync(byte[] json, byte[]? name)
    {
        if (_written >= _format.InterruptAfter)
        {
            await InterruptBeforeAsync(json, name).ConfigureAwait(false);
        }

        if (_written > 0 && _delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, _exchange.Aborted).ConfigureAwait(false);
        }

        if (_written > 0 && Has(ResponseQuirks.Pings) && !_format.IsArray)
        {
            AppendPing();
        }

        AppendEvent(json, name);
        _written++;
        if (_delay > TimeSpan.Zero || Has(ResponseQuirks.SplitUtf8) || _response.IsFull)
        {
            await FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task InterruptAsync(byte[] next, byte[]? name)
    {
        switch (_interruption)
        {
            case Interruption.ErrorEvent:
            case Interruption.Failed:
            case Interruption.NestedError:
                (byte[]? errorName, byte[] error) = _format.Error(_exchange, _written);
                AppendEvent(error, errorName);
                AppendEnd();
                _exchange.Entry.ChunksSent = _written;
                await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
                throw new FaultedException(reset: false, isWhole: true);
            case Interruption.BareErrorLater:
                _response.Append(_exchange.ErrorJson());
                _exchange.Entry.ChunksSent = _written;
                await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
                throw new FaultedException(reset: false, isWhole: true);
            case Interruption.CutClean:
                AppendPart(next, name, next.Length / 2);
                _exchange.Entry.ChunksSent = _written;
                await _response.EndAsync(RequestEntry.Faulted).ConfigureAwait(false);
                throw new FaultedException(reset: false, isWhole: true);
            case Interruption.Reset:
                await FlushAsync().ConfigureAwait(false);
                await Task.Delay(s_beforeReset, _exchange.Aborted).ConfigureAwait(false);
                throw new FaultedException(reset: true);
            case Interruption.Stall:
                await FlushAsync().ConfigureAwait(false);
                await _response.StallAsync().ConfigureAwait(false);
                return;
            default:
                AppendPart(next, name, _interruption == Interruption.CutMidUtf8 ? ResponseWriter.CutInsideCharacter(next) : next.Length / 2);
                await FlushAsync().ConfigureAwait(false);
                throw new FaultedException(reset: false);
        }
    }

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

    private void AppendPart(byte[] json, byte[]? name, int count)
    {
        AppendStart(name);
        _response.Append(json.AsSpan(0, count));
    }

    private void AppendEvent(ReadOnlySpan<byte> json, byte[]? name)
    {
        AppendStart(name);
        if (Has(ResponseQuirks.MultiLineData))
        {
            json = AppendAllButLastLine(json);
        }

        _response.Append(json);
        if (!_format.IsArray)
        {
            _response.Append(_lineEnd);
            _response.Append(_lineEnd);
        }
    }

    private void AppendStart(byte[]? name)
    {
        if (_format.IsArray)
        {
            _response.Append(_written == 0 ? s_arrayStart : s_arrayNext);
            return;
        }

        if (name is not null)
        {
            _response.Append(s_event);
            _response.Append(name);
            _response.Append(_lineEnd);
        }

        _response.Append(s_data);
    }

    private void AppendEnd()
    {
        if (_format.IsArray)
        {
            _response.Append(s_arrayEnd);
        }
        else if (_format.EndsInDone)
        {
            AppendEvent(s_done, null);
        }
    }

    /// <summary>Starts a line after every comma of the outermost object, where JSON allows white space.</summary>
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
                _response.Append(_format.IsArray ? [] : s_data);
                from = i + 1;
            }
        }

        return json.Slice(from);
    }
}
