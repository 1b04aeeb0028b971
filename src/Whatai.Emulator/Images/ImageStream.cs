using System;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Images;

/// <summary>Streams images as OpenAI does: the unfinished ones that were asked for, then the whole one with the usage. No <c>[DONE]</c>.</summary>
internal static class ImageStream
{
    private static readonly StreamFormat s_format = new(1) { Error = static (exchange, _) => (Encoding.ASCII.GetBytes("error"), exchange.ErrorJson()) };

    /// <param name="exchange">The request.</param>
    /// <param name="job">What it asks for.</param>
    /// <param name="prefix">The start of the events' types: image_generation or image_edit.</param>
    internal static async Task WriteAsync(Exchange exchange, ImageJob job, string prefix)
    {
        var events = new EventStream(exchange, s_format);
        await events.BeginAsync().ConfigureAwait(false);
        for (int i = 0; i < job.Count; i++)
        {
            for (int partial = 0; partial < job.PartialImages; partial++)
            {
                int index = partial;
                string type = prefix + ".partial_image";
                await events.WriteAsync(Event(exchange, job, type, job.Paint(i, partial), w => w.WriteNumber("partial_image_index", index)), Encoding.ASCII.GetBytes(type)).ConfigureAwait(false);
            }

            string last = prefix + ".completed";
            byte[] name = Encoding.ASCII.GetBytes(last);
            byte[] whole = Event(exchange, job, last, job.Paint(i), w => ImageJson.WriteUsage(w, job));
            await events.InterruptBeforeAsync(whole, name).ConfigureAwait(false);
            await events.WriteFinishAsync(whole, name).ConfigureAwait(false);
        }

        await events.DoneAsync().ConfigureAwait(false);
    }

    private static byte[] Event(Exchange exchange, ImageJob job, string type, byte[] image, Action<Utf8JsonWriter> more) => JsonBytes.Object(w =>
    {
        w.WriteString("type", type);
        w.WriteBase64String("b64_json", image);
        w.WriteNumber("created_at", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        ImageJson.WriteSettings(w, job);
        more(w);
        UnknownFields.Write(w, exchange.Response.Quirks);
    });
}
