using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Media;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The images that a request asks for: responseModalities and imageConfig.</summary>
internal static class GeminiImages
{
    private static readonly string[] s_modalities = ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO"];
    private static readonly string[] s_sizes = ["1K", "2K", "4K"];

    /// <summary>Null when the model generates none. Without an imageConfig an image is small, since its size does not matter.</summary>
    internal static ImageOutput? Read(JsonElement config, string at, string model)
    {
        List<string> modalities = ReadModalities(config, at);
        JsonElement? image = ProtoMembers.Object(config, "imageConfig", at);
        (int width, int height) = image is { } asked ? ReadSize(asked, at + ".imageConfig") : (ImageOutput.DefaultSide, ImageOutput.DefaultSide);
        if (!ImageAnswers.IsImageModel(model))
        {
            return modalities.Contains("IMAGE")
                ? throw ApiErrorException.BadParameter(at + ".responseModalities", "Model does not support the requested response modalities: image")
                : null;
        }

        bool wanted = modalities.Count == 0 || modalities.Contains("IMAGE");
        return new ImageOutput(width, height, "images", wanted, ReplacesText: wanted && modalities.Count == 1);
    }

    internal static List<string> ReadModalities(JsonElement config, string at)
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
        string ratio = ProtoMembers.Word(image, "aspectRatio", [.. AspectRatios.Names], at) ?? AspectRatios.Default;
        string size = ProtoMembers.Word(image, "imageSize", s_sizes, at) ?? s_sizes[0];
        (int width, int height) = AspectRatios.Find(ratio)!.Value;
        int factor = size[0] - '0';
        return (width * factor, height * factor);
    }
}
