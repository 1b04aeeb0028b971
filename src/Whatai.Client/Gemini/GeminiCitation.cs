namespace Whatai.Client.Gemini;

/// <summary>A source that an answer rests on.</summary>
/// <param name="Url">Its address; Google's are redirects that do not last.</param>
/// <param name="Title">Its title, often the site's name alone.</param>
public sealed record GeminiCitation(string Url, string? Title)
{
    /// <summary>Title and address.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Title is null ? Url : $"{Title}: {Url}";
}
