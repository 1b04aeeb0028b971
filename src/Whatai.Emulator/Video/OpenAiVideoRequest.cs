using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>A request to POST /v1/videos: JSON, or a form with an image.</summary>
internal static class OpenAiVideoRequest
{
    private const int FramesPerSecond = 24;
    private const int MaxSide = 4096;
    private const int MaxSeconds = 60;

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static VideoSpec Parse(Exchange exchange)
    {
        JsonElement root = JsonBody.Parse(IsForm(exchange) ? FromForm(exchange) : exchange.Body);
        string model = JsonBody.Model(root, exchange.State);
        string prompt = JsonMembers.String(root, "prompt") is { Length: > 0 } text ? text : throw ApiErrorException.Missing("prompt");
        (int width, int height) = Size(JsonMembers.String(root, "size") ?? "1280x720", IsOpenAIModel(model));
        return new VideoSpec(model, prompt)
        {
            Width = width,
            Height = height,
            Frames = Seconds(root, IsOpenAIModel(model)) * FramesPerSecond,
            Seed = SeedanceRequest.Seed(-1, exchange.Body),
            Script = VideoScript.Read(prompt, "prompt"),
        };
    }

    private static readonly string[] s_sizes = ["720x1280", "1280x720", "1024x1792", "1792x1024"];

    // Relays accept the sizes and lengths of all vendors on this route; OpenAI's models accept only a few.
    private static bool IsOpenAIModel(string model) => model.StartsWith("sora", StringComparison.OrdinalIgnoreCase);

    private static bool IsForm(Exchange exchange) => exchange.Head.Header("Content-Type")?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    // The fields become members; the file must be an image.
    private static byte[] FromForm(Exchange exchange)
    {
        var form = MultipartForm.Parse(exchange.Head.Header("Content-Type"), exchange.Body);
        foreach (MultipartPart file in form.Parts.Where(part => part.FileName is not null))
        {
            if (file.Name != "input_reference" || ImageInfo.Read(file.Content) is null)
            {
                throw ApiErrorException.BadParameter(file.Name, $"Invalid file '{file.Name}': expected an image in 'input_reference'.");
            }
        }

        return JsonBytes.Object(w =>
        {
            foreach (KeyValuePair<string, string> field in form.Fields())
            {
                w.WriteString(field.Key, field.Value);
            }
        });
    }

    // OpenAI documents "8"; relays also accept 8.
    private static int Seconds(JsonElement root, bool isStrict)
    {
        if (!root.TryGetProperty("seconds", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return 4;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && (isStrict ? seconds is 4 or 8 or 12 : seconds is >= 1 and <= MaxSeconds)
            ? seconds
            : throw ApiErrorException.BadParameter("seconds", isStrict ? $"Invalid value: '{text}'. Supported values are: '4', '8', and '12'." : $"Invalid value: '{text}'. 'seconds' is 1 to {MaxSeconds}.");
    }

    private static (int Width, int Height) Size(string size, bool isStrict)
    {
        if (isStrict && !s_sizes.Contains(size))
        {
            throw ApiErrorException.BadParameter("size", $"Invalid value: '{size}'. Supported values are: {string.Join(", ", s_sizes.Select(known => $"'{known}'"))}.");
        }

        string[] sides = size.Split('x');
        return sides.Length == 2 && IsSide(sides[0], out int width) && IsSide(sides[1], out int height)
            ? (width, height)
            : throw ApiErrorException.BadParameter("size", $"Invalid value: '{size}'. 'size' is WIDTHxHEIGHT, both even and at most {MaxSide}.");
    }

    private static bool IsSide(string text, out int side)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 16 and <= MaxSide && side % 2 == 0;
}
