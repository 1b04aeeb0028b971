using System;
using System.Globalization;
using System.Linq;
using Whatai.Emulator.Media;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Chat;

/// <summary>Answers with an image in them; what is said where is stated at <see cref="ChatScript"/>.</summary>
internal static class ChatImages
{
    private const int MostPixelsASide = 4096;
    private const int UnaskedSide = 64;

    private static readonly string[] s_modelNames = ["nano-banana", "recraft", "flux", "image"];
    private static readonly string[] s_places = ["images", "parts", "markdown-data", "markdown-url", "url"];

    /// <summary>Whether the model answers with an image unasked.</summary>
    internal static bool IsImageModel(string model) => s_modelNames.Any(model.Holds);

    /// <summary>The answer to /image.</summary>
    internal static ChatAnswer Asked(string arguments, string prompt, EmulatorState state)
    {
        string[] words = arguments.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        string[] sides = words.Length == 2 ? words[0].Split('x') : [];
        if (sides.Length != 2 || !s_places.Contains(words[1], StringComparer.Ordinal)
            || !IsSide(sides[0], out int width) || !IsSide(sides[1], out int height))
        {
            throw ApiErrorException.BadParameter(
                "messages",
                $"The emulator's directive is /image WxH PLACE, with sides of 1 to {MostPixelsASide} and one of {string.Join(", ", s_places)}.");
        }

        return Answer($"Here is a {width}x{height} image.", PngImage.Solid(width, height, prompt), words[1], state);
    }

    /// <summary>What an image model answers: the text, and an image after it.</summary>
    internal static ChatAnswer Unasked(string text, string prompt, EmulatorState state)
        => Answer(text, PngImage.Solid(UnaskedSide, UnaskedSide, prompt), "markdown-url", state);

    private static ChatAnswer Answer(string text, byte[] png, string place, EmulatorState state)
    {
        string Url() => $"{state.BaseUrl}/files/{state.Files.Add(png, PngImage.MimeType, ".png")}";
        string Data() => DataUri.Write(PngImage.MimeType, png);
        return place switch
        {
            "images" => Apart(text, ChatField.Images, Data()),
            "parts" => Apart(text, ChatField.ImagePart, Data()),
            "markdown-data" => ChatAnswer.Content($"{text}\n\n![image]({Data()})"),
            "markdown-url" => ChatAnswer.Content($"{text}\n\n![image]({Url()})"),
            _ => ChatAnswer.Content($"{text}\n\n{Url()}"),
        };
    }

    // An image apart from the text is one chunk and one token.
    private static ChatAnswer Apart(string text, ChatField field, string data)
        => new([new ChatSegment(ChatField.Content, text), new ChatSegment(field, data, Repeat: 1)]);

    private static bool IsSide(string text, out int side)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= MostPixelsASide;
}
