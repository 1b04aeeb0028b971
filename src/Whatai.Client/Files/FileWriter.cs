using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Media;

namespace Whatai.Client.Files;

/// <summary>Writes what is already here as downloads are written: beside its place, then renamed when it is whole.</summary>
internal static class FileWriter
{
    private const string Start = "whatai-";
    private const string Ending = ".partial";

    /// <summary>Where a file is written before it gets its name.</summary>
    public static string PartialBeside(FileTarget target) => Path.Combine(Path.GetDirectoryName(target.Path)!, $"{Start}{Guid.NewGuid():N}{Ending}");

    public static void RemoveLeftovers(string folder)
    {
        foreach (string path in Directory.Exists(folder) ? Directory.GetFiles(folder, Start + "*" + Ending) : [])
        {
            try
            {
                if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(path).Substring(Start.Length), "N", out _) && !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
                {
                    // Who writes to it has it for himself.
                    new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    File.Delete(path);
                }
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                // It stays, and does no harm.
            }
        }
    }

    public static async Task<SavedFile> WriteAsync(byte[] content, FileTarget target, CancellationToken cancellationToken)
    {
        string? mediaType = MediaTypes.Detect(content);
        string path = FinalFileName.Choose(target, mediaType);
        string partial = PartialBeside(target);
        try
        {
            using (var file = target.OwnerOnly
                ? PrivateFile.Open(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, useAsync: true)
                : new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: true))
            {
                await file.WriteAsync(content, 0, content.Length, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            return new SavedFile(FinalFileName.Commit(partial, path, target), content.Length, mediaType);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
