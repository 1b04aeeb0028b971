using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Responses;

/// <summary>
/// Streams a response as OpenAI does: created, in_progress; for each item output_item.added, its own events, output_item.done;
/// completed or incomplete. No <c>[DONE]</c>.
/// </summary>
/// <param name="exchange">The request.</param>
/// <param name="body">The response.</param>
/// <param name="after">The number of the last event that is left out; -1 for none.</param>
internal sealed class ResponseStream(Exchange exchange, ResponseBody body, long after = -1)
{
    // created, in_progress, output_item.added, content_part.added, and two tokens.
    private const int InterruptAfter = 6;
    private const string Added = "response.output_item.added";
    private const string Done = "response.output_item.done";

    internal async Task WriteAsync()
    {
        ResponseQuirks quirks = exchange.Response.Quirks;
        var stream = new EventStream(exchange, Format(exchange.Response.Interruption, body));
        var events = new ResponseEvents(stream, quirks, after);
        await stream.BeginAsync().ConfigureAwait(false);
        await events.WriteAsync("response.created", w => w.Object("response", body.WriteInProgress)).ConfigureAwait(false);
        await events.WriteAsync("response.in_progress", w => w.Object("response", body.WriteInProgress)).ConfigureAwait(false);
        for (int i = 0; i < body.Items.Count; i++)
        {
            await WriteItemAsync(events, i).ConfigureAwait(false);
        }

        await events.WriteLastAsync("response." + body.Status, w => w.Object("response", body.WriteFinal)).ConfigureAwait(false);
    }

    /// <summary>The event of an upstream failure: response.failed when the fault asks for it and there is a response, otherwise error.</summary>
    internal static StreamFormat Format(Interruption interruption, ResponseBody? body) => new(InterruptAfter)
    {
        Error = (exchange, number) =>
        {
            bool isFailed = interruption == Interruption.Failed && body is not null;
            string type = isFailed ? "response.failed" : "error";
            byte[] data = ResponseEvents.Json(type, number, ResponseQuirks.None, w =>
            {
                if (isFailed)
                {
                    w.Object("response", body!.WriteFailed);
                }
                else if (interruption == Interruption.NestedError)
                {
                    w.Object("error", e => WriteError(e, exchange, "server_error"));
                }
                else
                {
                    WriteError(w, exchange, null);
                }
            });
            return (Encoding.ASCII.GetBytes(type), data);
        },
    };

    // In OpenAI's reference the event's members are flat; its servers nest them.
    private static void WriteError(Utf8JsonWriter w, Exchange exchange, string? type)
    {
        if (type is not null)
        {
            w.WriteString("type", type);
        }

        w.WriteString("code", "server_error");
        w.WriteString("message", $"{Exchange.UpstreamFailure} (request id: {exchange.RequestId})");
        w.WriteNull("param");
    }

    private async Task WriteItemAsync(ResponseEvents events, int index)
    {
        OutputItem item = body.Items[index];
        Task Mark(string type, bool inProgress) => events.WriteAsync(type, w =>
        {
            w.WriteNumber("output_index", index);
            w.Object("item", i => item.Write(i, inProgress, events.Quirks));
        });
        await Mark(Added, inProgress: true).ConfigureAwait(false);
        await item.StreamAsync(new ItemEvents(events, item.Id, index)).ConfigureAwait(false);
        await Mark(Done, inProgress: false).ConfigureAwait(false);
    }
}
