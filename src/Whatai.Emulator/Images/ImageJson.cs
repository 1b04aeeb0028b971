using System;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Images;

/// <summary>The answer of the images routes.</summary>
internal static class ImageJson
{
    internal static byte[] Answer(ImageJob job, EmulatorState state, ResponseQuirks quirks) => JsonBytes.Object(w => WriteResult(w, job, state, quirks));

    internal static void WriteResult(Utf8JsonWriter w, ImageJob job, EmulatorState state, ResponseQuirks quirks)
    {
        w.WriteNumber("created", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        w.WriteStartArray("data");
        for (int i = 0; i < job.Count; i++)
        {
            byte[] png = job.Paint(i);
            w.WriteStartObject();
            if (job.AsBase64)
            {
                w.WriteBase64String("b64_json", png);
            }
            else
            {
                w.WriteString("url", state.Files.Add(png, PngImage.MimeType, ".png"));
            }

            if (job.Rules.RevisesPrompt)
            {
                w.WriteString("revised_prompt", $"A detailed picture: {job.Prompt}");
            }

            UnknownFields.Write(w, quirks);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (job.Rules.AlwaysBase64)
        {
            w.Object("usage", u =>
            {
                u.WriteNumber("total_tokens", job.PromptTokens + job.CompletionTokens);
                u.WriteNumber("input_tokens", job.PromptTokens);
                u.WriteNumber("output_tokens", job.CompletionTokens);
            });
        }

        UnknownFields.Write(w, quirks);
    }
}
