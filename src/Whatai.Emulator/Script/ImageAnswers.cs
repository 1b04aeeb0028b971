using System;
using System.Globalization;
using System.Linq;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Script;

/// <summary>Answers with an image, as documented at <see cref="AnswerScript"/>.</summary>
internal static class ImageAnswers
{
    private const int MaxPixelsPerSide = 4096;
    private static readonly string[] s_modelNames = ["nano-banana", "recraft", "flux", "image"];
    private static readonly string[] s_separatePlaces = ["images", "parts", "inline_data"];
    private static readonly string[] s_places = [.. s_separatePlaces, "markdown-data", "markdown-url", "url"];

    /// <summary>Whether the model answers with an image without being asked to.</summary>
    internal static bool IsImageModel(string model) => s_modelNames.Any(model.ContainsIgnoreCase);

    /// <summary>The answer to /image.</summary>
    internal static Answer FromDirective(Prompt prompt, string arguments, string seed, EmulatorState state)
    {
        string[] words = arguments.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        string[] sides = words.Length == 2 ? words[0].Split('x') : [];
        if (sides.Length != 2 || !s_places.Contains(words[1], StringComparer.Ordinal)
            || !IsSide(sides[0], out int width) || !IsSide(sides[1], out int height))
        {
            throw ApiErrorException.BadParameter(
                prompt.Param,
                $"The emulator's directive is /image WxH PLACE, with sides of 1 to {MaxPixelsPerSide} and one of {string.Join(", ", s_places)}.");
        }

        if (prompt.Image is null && s_separatePlaces.Contains(words[1], StringComparer.Ordinal))
        {
            return ToolAnswers.NoSuchTool("image_generation");
        }

        bool replacesText = prompt.Image is { ReplacesText: true };
        return Place($"Here is a {width}x{height} image.", PngImage.Solid(width, height, seed), words[1], replacesText, state);
    }

    /// <summary>The answer of an image model, or to a request for an image: the text, followed by an image.</summary>
    internal static Answer WithoutDirective(ImageOutput image, string text, string seed, EmulatorState state)
        => Place(text, PngImage.Solid(image.Width, image.Height, seed), image.Place, image.ReplacesText, state);

    private static Answer Place(string text, byte[] png, string place, bool replacesText, EmulatorState state)
    {
        string Url() => state.Files.Add(png, PngImage.MimeType, ".png");
        string Data() => DataUri.Write(PngImage.MimeType, png);
        return place switch
        {
            "images" => Separate(text, replacesText, Field.Images, Data()),
            "parts" or "inline_data" => Separate(text, replacesText, Field.ImagePart, Data()),
            "markdown-data" => Answer.Content($"{text}\n\n![image]({Data()})"),
            "markdown-url" => Answer.Content($"{text}\n\n![image]({Url()})"),
            _ => Answer.Content($"{text}\n\n{Url()}"),
        };
    }

    // An image apart from the text is one chunk and one token.
    private static Answer Separate(string text, bool replacesText, Field field, string data)
    {
        var image = new Segment(field, data, Repeat: 1);
        return new Answer(replacesText ? [image] : [new Segment(Field.Content, text), image]);
    }

    private static bool IsSide(string text, out int side)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= MaxPixelsPerSide;
}
