using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using WhataiPS.Errors;
using WhataiPS.Media;

namespace WhataiPS.Commands;

/// <summary>Save-WhataiImage: writes the images of answers to files. Hosted ones are fetched; they may vanish within a day.</summary>
[Cmdlet(VerbsData.Save, "WhataiImage", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWhataiImageCommand : WhataiApiCommand
{
    private int _number;

    /// <summary>Answers, or their images.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>
    /// A folder, which names the files image-DATE-TIME-NUMBER, or a file; with several images the further ones get a number.
    /// An ending is added where there is none.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Writes over files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        string folder = IsFolder(path) ? path : System.IO.Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            // Before anything is fetched: hosted images may vanish.
            ThrowTerminatingError(WhataiErrors.FileNotWritten(folder, Path, new DirectoryNotFoundException($"There is no folder '{folder}'.")));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IReadOnlyList<WhataiImage>? images = ImageReader.Read(InputObject);
        if (images is null)
        {
            WriteError(WhataiErrors.NoImage(InputObject.BaseObject));
            return;
        }

        // Pieces of a stream have none; a whole answer that has none is worth a word.
        if (images.Count == 0 && InputObject.BaseObject is ChatCompletion)
        {
            WriteError(WhataiErrors.NoImage(InputObject.BaseObject));
        }

        foreach (WhataiImage image in images)
        {
            Guard(image, () => Save(image));
        }
    }

    private void Save(WhataiImage image)
    {
        if (!ShouldProcess(GetUnresolvedProviderPathFromPSPath(Path), $"Save {image}"))
        {
            return;
        }

        byte[] content = Await(Gateway.Client.GetImageBytesAsync(image, CallOptions, StopToken));
        string file = FileName(MediaFile.Extension(MediaTypes.Detect(content)));
        if (File.Exists(file) && !Force)
        {
            WriteError(WhataiErrors.FileExists(file, image));
            return;
        }

        try
        {
            MediaFile.Write(file, content);

            // From the provider, as Get-Item gives it, with what it adds for the view.
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(file, image, ex));
        }
    }

    private string FileName(string extension)
    {
        _number++;
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        if (IsFolder(path))
        {
            string name = string.Format(CultureInfo.InvariantCulture, "image-{0:yyyyMMdd-HHmmss}-{1}{2}", DateTime.Now, _number, extension);
            return System.IO.Path.Combine(path, name);
        }

        string file = System.IO.Path.GetExtension(path).Length > 0 ? path : path + extension;
        return MediaFile.Numbered(file, _number);
    }

    private bool IsFolder(string path) => Directory.Exists(path) || Path[Path.Length - 1] is '/' or '\\';
}
