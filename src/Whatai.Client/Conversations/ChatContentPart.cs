namespace Whatai.Client.Conversations;

/// <summary>A part of a message that is more than text.</summary>
/// <param name="Type"><c>text</c>, <c>image_url</c>, <c>input_audio</c> or <c>file</c>; videos go as <c>image_url</c> too, as seed document 004 sends them.</param>
public sealed record ChatContentPart(string Type)
{
    /// <summary>The type of a text part.</summary>
    public const string TextType = "text";

    /// <summary>The type of an image or video part.</summary>
    public const string ImageUrlType = "image_url";

    /// <summary>The type of a document, such as a PDF.</summary>
    public const string FileType = "file";

    /// <summary>The type of a sound.</summary>
    public const string InputAudioType = "input_audio";

    /// <summary>The text, for <c>text</c>.</summary>
    public string? Text { get; init; }

    /// <summary>An http address or a data URI, for <c>image_url</c> and <c>file</c>; a data URI for <c>input_audio</c>.</summary>
    public string? Url { get; init; }

    /// <summary>The document's name, for <c>file</c>.</summary>
    public string? FileName { get; init; }

    /// <summary>How closely to look: <c>auto</c>, <c>low</c> or <c>high</c>; null leaves it to the model.</summary>
    public string? Detail { get; init; }

    /// <summary>The text, or the address with its data cut.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? (Url is { Length: > 80 } ? Url.Substring(0, 77) + "…" : Url ?? Type);
}
