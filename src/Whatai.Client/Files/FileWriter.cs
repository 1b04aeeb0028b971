using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Media;

namespace Whatai.Client.Files;

/// <summary>Writes what is already here as downloads are written: beside its place, then renamed when it is whole.</summary>
internal static class FileWriter
{
    public static async Task<SavedFile> WriteAsync(byte[] content, FileTarget target, CancellationToken cancellationToken)
    {
        string? mediaType = MediaTypes.Detect(content);
        string path = FinalFileName.Choose(target, mediaType);
        string partial = Path.Combine(Path.GetDirectoryName(target.Path)!, $"whatai-{Guid.NewGuid():N}.partial");
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
