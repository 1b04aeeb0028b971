namespace Whatai.Client.Conversations;

/// <summary>A source that the answer names.</summary>
public sealed record Citation
{
    /// <summary><c>url_citation</c>, <c>file_citation</c>, <c>container_file_citation</c>, or what else the gateway says.</summary>
    public string? Type { get; init; }

    /// <summary>The page's address.</summary>
    public string? Url { get; init; }

    /// <summary>The page's title.</summary>
    public string? Title { get; init; }

    /// <summary>Where the part that rests on the source begins in the answer's text, in characters; null where it is not said.</summary>
    public int? StartIndex { get; init; }

    /// <summary>Where that part ends: the first character behind it.</summary>
    public int? EndIndex { get; init; }

    /// <summary>That part, else the file's name.</summary>
    public string? Text { get; init; }

    /// <summary>The file's id, for files.</summary>
    public string? FileId { get; init; }

    /// <summary>Title and address, else the text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Url is null ? Text ?? FileId ?? string.Empty : string.IsNullOrEmpty(Title) ? Url : $"{Title} {Url}";
}
