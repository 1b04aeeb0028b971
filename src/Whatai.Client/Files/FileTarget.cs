namespace Whatai.Client.Files;

/// <summary>Where a file goes that is fetched or came with an answer.</summary>
public sealed record FileTarget
{
    /// <summary>The file's full path. Its folder must be there; while the file is fetched, a partial one lies in it.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the ending that fits the content is added to the path.</summary>
    public bool AddExtension { get; init; }

    /// <summary>What is done where a file of that name is there.</summary>
    public ExistingFile IfExists { get; init; }

    /// <summary>What the content must be by its first bytes: <c>image</c>, <c>video</c> or <c>audio</c>. Null takes anything.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether only its owner may read it, as far as Unix can say so; else it has the permissions of any new file, or those of the file that it replaces.</summary>
    public bool OwnerOnly { get; init; }

    /// <summary>The path.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path;
}

/// <summary>What is done where a file is there already.</summary>
public enum ExistingFile
{
    /// <summary>A <see cref="FileExistsException"/>: before the rest is fetched, if it was there then.</summary>
    Fail,

    /// <summary>It is replaced, in one step.</summary>
    Replace,

    /// <summary>The new file gets the next free number: <c>cat-2.png</c>.</summary>
    Number,
}

/// <summary>A file that was written, whole.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="MediaType">The MIME type, told by its first bytes; null where it is not a known one.</param>
public sealed record SavedFile(string Path, long Length, string? MediaType)
{
    /// <summary>The path.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path;
}
