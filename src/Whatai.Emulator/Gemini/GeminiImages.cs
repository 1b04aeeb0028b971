using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Routing;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The images that a request asks for: responseModalities and imageConfig.</summary>
internal static class GeminiImages
{
    private const string DefaultRatio = "1:1";

    private static readonly string[] s_modalities = ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO"];
    private static readonly string[] s_sizes = ["1K", "2K", "4K"];

    // What Google's documentation says of gemini-2.5-flash-image at 1K.
    private static readonly Dictionary<string, (int Width, int Height)> s_ratios = new(StringComparer.Ordinal)
    {
        [DefaultRatio] = (1024, 1024),
        ["2:3"] = (832, 1248),
        ["3:2"] = (1248, 832),
        ["3:4"] = (864, 1184),
        ["4:3"] = (1184, 864),
        ["4:5"] = (896, 1152),
        ["5:4"] = (1152, 896),
        ["9:16"] = (768, 1344),
        ["16:9"] = (1344, 768),
        ["21:9"] = (1536, 672),
    };

    /// <summary>Null when the model makes none. Without an imageConfig an image is small, since its size does not matter.</summary>
    internal static ImageOut? Read(JsonElement config, string at, string model)
    {
        List<string> modalities = ReadModalities(config, at);
        JsonElement? image = ProtoMembers.Object(config, "imageConfig", at);
        (int width, int height) = image is { } asked ? ReadSize(asked, at + ".imageConfig") : (ImageOut.DefaultSide, ImageOut.DefaultSide);
        if (!ImageAnswers.IsImageModel(model))
        {
            return modalities.Contains("IMAGE")
                ? throw ApiErrorException.BadParameter(at + ".responseModalities", "Model does not support the requested response modalities: image")
                : null;
        }

        bool wanted = modalities.Count == 0 || modalities.Contains("IMAGE");
        return new ImageOut(width, height, "images", wanted, IsAlone: wanted && modalities.Count == 1);
    }

    private static List<string> ReadModalities(JsonElement config, string at)
    {
        const string Name = "responseModalities";
        var modalities = new List<string>();
        foreach (JsonElement item in ProtoMembers.Array(config, Name, at) is { } array ? array.EnumerateArray() : default)
        {
            string value = item.ValueKind == JsonValueKind.String ? item.GetString()!.ToUpperInvariant() : item.GetRawText();
            modalities.Add(s_modalities.Contains(value, StringComparer.Ordinal)
                ? value
                : throw ApiErrorException.BadParameter($"{at}.{Name}", $"Invalid value at '{at}.{Name}': \"{value}\"."));
        }

        return modalities;
    }

    private static (int Width, int Height) ReadSize(JsonElement image, string at)
    {
        string ratio = ProtoMembers.Word(image, "aspectRatio", [.. s_ratios.Keys], at) ?? DefaultRatio;
        string size = ProtoMembers.Word(image, "imageSize", s_sizes, at) ?? s_sizes[0];
        int factor = size[0] - '0';
        return (s_ratios[ratio].Width * factor, s_ratios[ratio].Height * factor);
    }
}
