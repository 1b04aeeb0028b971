using System;
using System.IO;

namespace Whatai.Client;

/// <summary>
/// Files that hold what is said to a model: on Unix they are made for their owner alone, from the first byte. On Windows a file has the
/// permissions of its folder, and those in a user's profile are the user's. A file that is there keeps its own.
/// </summary>
public static class PrivateFile
{
    /// <summary>Opens a file, made for its owner alone where it is new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">A mode that may make it.</param>
    /// <param name="access">What is done with it.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <param name="useAsync">Whether it is written asynchronously.</param>
    /// <returns>The file, without a buffer.</returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, bool useAsync = false)
    {
#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = access,
                Share = share,
                BufferSize = 1,
                Options = useAsync ? FileOptions.Asynchronous : FileOptions.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
#endif
        return new FileStream(path, mode, access, share, bufferSize: 1, useAsync);
    }

    /// <summary>Makes the folder of such a file, for its owner alone; one that is there stays as it is.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void MakeFolder(string path)
    {
#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }
}
