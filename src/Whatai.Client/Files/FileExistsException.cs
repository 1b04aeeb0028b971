using System.IO;

namespace Whatai.Client.Files;

/// <summary>A file is there that was not to be replaced.</summary>
public sealed class FileExistsException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    public FileExistsException(string path)
        : base($"'{path}' is there already.") => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
