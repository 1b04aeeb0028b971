using System;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

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
            byte[] image = job.Paint(i);
            w.WriteStartObject();
            if (job.AsBase64)
            {
                w.WriteBase64String("b64_json", image);
            }
            else
            {
                w.WriteString("url", state.Files.Add(image, job.MimeType, "." + job.Format));
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
            WriteSettings(w, job);
            WriteUsage(w, job);
        }

        UnknownFields.Write(w, quirks);
    }

    /// <summary>The settings that the images were made with.</summary>
    internal static void WriteSettings(Utf8JsonWriter w, ImageJob job)
    {
        w.WriteString("background", job.Background == "auto" ? "opaque" : job.Background);
        w.WriteString("output_format", job.Format);
        w.WriteString("quality", job.Quality == "auto" ? "high" : job.Quality);
        w.WriteString("size", FormattableString.Invariant($"{job.Width}x{job.Height}"));
    }

    internal static void WriteUsage(Utf8JsonWriter w, ImageJob job) => w.Object("usage", u =>
    {
        u.WriteNumber("total_tokens", job.PromptTokens + job.CompletionTokens);
        u.WriteNumber("input_tokens", job.PromptTokens);
        u.WriteNumber("output_tokens", job.CompletionTokens);
        u.Object("input_tokens_details", d =>
        {
            d.WriteNumber("text_tokens", job.TextTokens);
            d.WriteNumber("image_tokens", job.PromptTokens - job.TextTokens);
        });
    });
}
