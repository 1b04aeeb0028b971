using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Responses;

/// <summary>A generated image, and in a stream its partial images: of the same size, in other colours.</summary>
internal sealed class ImageItem(string id, byte[] png, string prompt, int partials) : OutputItem(id, "image_generation_call")
{
    private readonly ImageInfo _info = ImageInfo.Read(png)!;

    internal override async Task StreamAsync(ItemEvents events)
    {
        await events.WriteAsync("response.image_generation_call.in_progress").ConfigureAwait(false);
        await events.WriteAsync("response.image_generation_call.generating").ConfigureAwait(false);
        for (int i = 0; i < partials; i++)
        {
            int index = i;
            byte[] partial = PngImage.Solid(_info.Width, _info.Height, prompt + "/partial/" + index.ToString(CultureInfo.InvariantCulture));
            await events.WriteAsync("response.image_generation_call.partial_image", w =>
            {
                w.WriteNumber("partial_image_index", index);
                w.WriteBase64String("partial_image_b64", partial);
                WriteOptions(w);
            }).ConfigureAwait(false);
        }

        await events.WriteAsync("response.image_generation_call.completed").ConfigureAwait(false);
    }

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("status", Status(inProgress));
        if (inProgress)
        {
            w.WriteNull("result");
            return;
        }

        w.WriteString("action", "generate");
        WriteOptions(w);
        w.WriteString("revised_prompt", prompt);
        w.WriteBase64String("result", png);
    }

    private void WriteOptions(Utf8JsonWriter w)
    {
        w.WriteString("background", "opaque");
        w.WriteString("output_format", "png");
        w.WriteString("quality", "high");
        w.WriteString("size", string.Format(CultureInfo.InvariantCulture, "{0}x{1}", _info.Width, _info.Height));
    }
}
