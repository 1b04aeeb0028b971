using System.Globalization;
using System.IO;
using Whatai.Client.Media;

namespace Whatai.Client.Files;

/// <summary>Finds the name of a file that is being written, and gives it its name when it is whole.</summary>
internal static class FinalFileName
{
    // On Unix, File.Move looks whether the name is free and then renames: of two at once, one would vanish.
    private static readonly object s_gate = new();

    /// <summary>The name by what is there now.</summary>
    /// <exception cref="FileExistsException">It is taken, and must not be.</exception>
    public static string Choose(FileTarget target, string? mediaType)
    {
        string path = target.AddExtension ? target.Path + MediaTypes.Extension(mediaType) : target.Path;
        if (target.IfExists == ExistingFile.Replace || !File.Exists(path))
        {
            return path;
        }

        if (target.IfExists == ExistingFile.Fail)
        {
            throw new FileExistsException(path);
        }

        return Free(path);
    }

    /// <summary>Moves a whole file to its name, or to the next number where another has taken it meanwhile.</summary>
    /// <returns>The name that it has.</returns>
    /// <exception cref="IOException">The name is taken and must not be, or the file can't be moved.</exception>
    public static string Commit(string partial, string path, FileTarget target)
    {
        // A number that was chosen and is taken by now gets no second one behind it.
        string unnumbered = target.AddExtension ? target.Path + Path.GetExtension(path) : target.Path;
        for (string name = path; ; name = Free(unnumbered))
        {
            try
            {
                lock (s_gate)
                {
                    Move(partial, name, target);
                }

                return name;
            }
            catch (IOException) when (target.IfExists != ExistingFile.Replace && File.Exists(name) && File.Exists(partial))
            {
                if (target.IfExists == ExistingFile.Fail)
                {
                    throw new FileExistsException(name);
                }
            }
        }
    }

    private static string Free(string path)
    {
        string start = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path));
        string ending = Path.GetExtension(path);
        for (int number = 2; ; number++)
        {
            string name = string.Format(CultureInfo.InvariantCulture, "{0}-{1}{2}", start, number, ending);
            if (!File.Exists(name))
            {
                return name;
            }
        }
    }

    private static void Move(string from, string to, FileTarget target)
    {
        bool overwrite = target.IfExists == ExistingFile.Replace;
#if NETFRAMEWORK
        if (overwrite && File.Exists(to))
        {
            File.Replace(from, to, destinationBackupFileName: null);
            return;
        }

        File.Move(from, to);
#else
        // Who may read the file stays as it was.
        if (overwrite && !target.OwnerOnly && !System.OperatingSystem.IsWindows() && File.Exists(to) && File.GetUnixFileMode(to) is var mode && mode != File.GetUnixFileMode(from))
        {
            File.SetUnixFileMode(from, mode);
        }

        File.Move(from, to, overwrite);
#endif
    }
}
