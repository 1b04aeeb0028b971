namespace Whatai.Client.Audio;

/// <summary>A speaker whose voice is known.</summary>
/// <param name="Name">The name that the segments get.</param>
/// <param name="Path">A sound file of the voice, of 2 to 10 seconds. It is read when the request is made.</param>
/// <param name="MediaType">The file's MIME type.</param>
public sealed record KnownSpeaker(string Name, string Path, string MediaType)
{
    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;
}
