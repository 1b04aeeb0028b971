using System;
using System.IO;
using System.Management.Automation;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Where cmdlets write files: what is wrong with it ends the cmdlet before anything is paid for.</content>
public abstract partial class WhataiCommand
{
    /// <summary>Reads -OutFile and -OutDirectory.</summary>
    /// <returns>Null where neither is given.</returns>
    private protected OutputLocation? FindOutput(string? outFile, string? outDirectory) => ThrowOnRefusal(() => ReadOutput(outFile, outDirectory));

    /// <summary>The same for one of many inputs, whose error ends nothing.</summary>
    /// <exception cref="RefusedInputException">Nothing can be written there.</exception>
    private protected OutputLocation? ReadOutput(string? outFile, string? outDirectory)
    {
        if (outFile is not null && outDirectory is not null)
        {
            throw Refusal(SR.OutFileAndDirectory, outFile);
        }

        if (outDirectory is not null)
        {
            return new OutputLocation(ReadFilePath(outDirectory), null, outDirectory);
        }

        if (outFile is null)
        {
            return null;
        }

        string file = ReadFilePath(outFile);
        if (Directory.Exists(file) || outFile[outFile.Length - 1] is '/' or '\\')
        {
            throw Refusal(SR.OutFileIsFolder, outFile);
        }

        string folder = Path.GetDirectoryName(file)!;
        return Directory.Exists(folder) ? new OutputLocation(folder, file, outFile) : throw new RefusedInputException(NoSuchFolder(folder, outFile));
    }

    /// <summary>Makes the folder of -OutDirectory where it is missing: to be called once something is going to be made, and before it is paid for.</summary>
    private protected void CreateFolder(OutputLocation? output)
    {
        try
        {
            if (output is not null && !IsWhatIf)
            {
                Directory.CreateDirectory(output.Folder);
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(WhataiErrors.FileNotWritten(output!.Folder, output.Given, ex));
        }
    }

    /// <summary>Ends the cmdlet where a folder is missing: before anything is paid for, and before hosted files can vanish.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="given">The path that the user gave.</param>
    private protected void RequireFolder(string folder, string given)
    {
        if (!Directory.Exists(folder))
        {
            ThrowTerminatingError(NoSuchFolder(folder, given));
        }
    }

    /// <summary>Where a path lies that the user gave; one that is not of the file system ends the cmdlet.</summary>
    private protected string FilePath(string path) => ThrowOnRefusal(() => ReadFilePath(path));

    private string ReadFilePath(string path)
    {
        try
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);

            // Without a word, another provider's path would be one of the process's own directory.
            return provider.Name == "FileSystem" ? file : throw Refusal(SR.NotInFileSystem(path, provider.Name), path);
        }
        catch (Exception ex) when (ex is SessionStateException or ProviderInvocationException or NotSupportedException)
        {
            throw Refusal(SR.NotAPath(path, ex.Message), path, ex);
        }
    }

    private T ThrowOnRefusal<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RefusedInputException ex)
        {
            ThrowTerminatingError(ex.Error);
            throw;
        }
    }

    private static RefusedInputException Refusal(string why, string given, Exception? inner = null) => new(WhataiErrors.InvalidArgument(new ArgumentException(why, inner), given));

    private static ErrorRecord NoSuchFolder(string folder, string given) => WhataiErrors.FileNotWritten(folder, given, new DirectoryNotFoundException(SR.NoSuchFolder(folder)));
}
