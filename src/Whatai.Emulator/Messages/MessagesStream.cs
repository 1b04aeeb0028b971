using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Messages;

/// <summary>
/// Streams a message as Anthropic does: message_start; for each block content_block_start, its deltas, content_block_stop; message_delta with the
/// reason of the end and the final usage; message_stop. A ping comes after the first start of a block. No <c>[DONE]</c>.
/// </summary>
internal sealed class MessagesStream(Exchange exchange, MessagesJson json, ResponseQuirks quirks)
{
    private static readonly byte[] s_delta = Encoding.ASCII.GetBytes("content_block_delta");

    // message_start, content_block_start, ping, and two tokens.
    private static readonly StreamFormat s_format = new(5) { Error = (exchange, _) => (Encoding.ASCII.GetBytes("error"), exchange.ErrorJson()) };

    private readonly EventStream _events = new(exchange, s_format);
    private bool _isOdd;

    internal async Task WriteAsync()
    {
        await _events.BeginAsync().ConfigureAwait(false);
        await WriteAsync("message_start", json.MessageStart()).ConfigureAwait(false);
        for (int i = 0; i < json.Blocks.Count; i++)
        {
            await WriteBlockAsync(i).ConfigureAwait(false);
        }

        if (Has(ResponseQuirks.UsageEmptyChoices | ResponseQuirks.UsageWithChoice))
        {
            await WriteAsync("message_delta", json.MessageDelta(isEnd: false)).ConfigureAwait(false);
        }

        byte[] name = Encoding.ASCII.GetBytes("message_delta");
        byte[] last = json.MessageDelta(isEnd: true);
        await _events.InterruptBeforeAsync(last, name).ConfigureAwait(false);
        await _events.WriteFinishAsync(last, name).ConfigureAwait(false);
        if (!Has(ResponseQuirks.NoDone | ResponseQuirks.NoFinish))
        {
            await WriteAsync("message_stop", json.Event("message_stop", _ => { })).ConfigureAwait(false);
        }

        await _events.DoneAsync().ConfigureAwait(false);
    }

    private bool Has(ResponseQuirks wanted) => (quirks & wanted) != 0;

    private ValueTask WriteAsync(string type, byte[] data) => _events.WriteAsync(data, Encoding.ASCII.GetBytes(type));

    private async Task WriteBlockAsync(int index)
    {
        OutputBlock block = json.Blocks[index];
        await WriteAsync("content_block_start", json.BlockStart(index)).ConfigureAwait(false);
        if (index == 0)
        {
            await WriteAsync("ping", json.Event("ping", _ => { })).ConfigureAwait(false);
        }

        foreach (BlockDelta delta in block.Deltas)
        {
            if (delta.Value is { } value)
            {
                await WriteAsync("content_block_delta", json.BlockDelta(index, delta.Type, w =>
                {
                    w.WritePropertyName(delta.Member);
                    value(w);
                })).ConfigureAwait(false);
                continue;
            }

            var template = new ChunkTemplate(text => json.BlockDelta(index, delta.Type, w => w.WriteString(delta.Member, text)));
            foreach (string piece in delta.Pieces)
            {
                await _events.WriteAsync(template.With(piece), s_delta).ConfigureAwait(false);
                if (!_isOdd)
                {
                    _isOdd = true;
                    await WriteOddEventsAsync(index).ConfigureAwait(false);
                }
            }
        }

        await WriteAsync("content_block_stop", json.BlockStop(index)).ConfigureAwait(false);
    }

    private async Task WriteOddEventsAsync(int index)
    {
        static void Thing(Utf8JsonWriter w) => w.WriteString("thing", "Not for you.");

        if (Has(ResponseQuirks.NoChoices))
        {
            await WriteAsync("content_block_delta", json.Event("content_block_delta", w => w.WriteNumber("index", index))).ConfigureAwait(false);
        }

        if (Has(ResponseQuirks.UnknownEvents))
        {
            await WriteAsync("future_thing", json.Event("future_thing", Thing)).ConfigureAwait(false);
            await WriteAsync("content_block_delta", json.BlockDelta(index, "future_delta", Thing)).ConfigureAwait(false);
        }
    }
}
