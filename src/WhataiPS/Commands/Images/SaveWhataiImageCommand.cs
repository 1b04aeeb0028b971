using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using Whatai.Client.Media;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Save-WhataiImage: writes the images of answers to files. Hosted ones are fetched; they may vanish within a day.</summary>
[Cmdlet(VerbsData.Save, "WhataiImage", SupportsShouldProcess = true, DefaultParameterSetName = FileSet)]
[OutputType(typeof(FileInfo), ParameterSetName = [FileSet])]
[OutputType(typeof(byte[]), ParameterSetName = [ByteStreamSet])]
public sealed class SaveWhataiImageCommand : WhataiImageFileCommand
{
    private const string FileSet = "File";
    private const string ByteStreamSet = "ByteStream";

    private ImageNames? _names;
    private int _number;

    /// <summary>Answers, or their images.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>
    /// A folder, which names the files image-DATE-TIME-NUMBER, or a file; with several images the further ones get a number.
    /// An ending is added where there is none.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Writes over files that are there.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives each image's bytes, as one array, and writes no file.</summary>
    [Parameter(ParameterSetName = ByteStreamSet, Mandatory = true)]
    public SwitchParameter AsByteStream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AsByteStream)
        {
            return;
        }

        Connect();
        string path = FilePath(Path);
        RequireFolder(IsFolder(path) ? path : System.IO.Path.GetDirectoryName(path)!, Path);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        IReadOnlyList<WhataiImage>? images = ImageReader.Read(InputObject);
        if (images is null)
        {
            WriteError(WhataiErrors.NoImage(InputObject.BaseObject));
            return;
        }

        // Pieces of a stream have none; a whole answer that has none is worth a word.
        if (images.Count == 0 && InputObject.BaseObject is ModelAnswer)
        {
            WriteError(WhataiErrors.NoImage(InputObject.BaseObject));
        }

        foreach (WhataiImage image in images)
        {
            WriteErrorOnFailure(image, () =>
            {
                if (AsByteStream)
                {
                    GiveBytes(image);
                }
                else
                {
                    Save(image);
                }
            });
        }
    }

    private void GiveBytes(WhataiImage image)
    {
        try
        {
            WriteObject(Bytes(image), enumerateCollection: false);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotRead(image.Path!, ex));
        }
    }

    private void Save(WhataiImage image)
    {
        FileTarget target = Target(image);
        if (!ShouldProcess(target.Path, SR.SaveImageAction(image)))
        {
            return;
        }

        try
        {
            WhataiImage file = Await(Gateway.Client.Images.SaveAsync(image, target, CallOptions, StopToken));

            // From the provider, as Get-Item gives it, with what it adds for the view.
            WriteObject(InvokeProvider.Item.Get([file.Path!], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, image));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(target.Path, image, ex));
        }
    }

    private FileTarget Target(WhataiImage image)
    {
        _number++;
        string path = FilePath(Path);
        if (!IsFolder(path))
        {
            return new FileTarget
            {
                Path = MediaFile.Numbered(path, _number),
                AddExtension = System.IO.Path.GetExtension(path).Length == 0,
                IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail,
            };
        }

        // By what it shows, where that is known; else by the time.
        string name = image is { Prompt: not null, Model: not null }
            ? (_names ??= new ImageNames(path, Force)).Next(image.Prompt, image.Model)
            : System.IO.Path.Combine(path, string.Format(CultureInfo.InvariantCulture, "image-{0:yyyyMMdd-HHmmss}-{1}", DateTime.Now, _number));
        return new FileTarget { Path = name, AddExtension = true, IfExists = Force ? ExistingFile.Replace : ExistingFile.Number };
    }

    private bool IsFolder(string path) => Directory.Exists(path) || Path[Path.Length - 1] is '/' or '\\';
}
