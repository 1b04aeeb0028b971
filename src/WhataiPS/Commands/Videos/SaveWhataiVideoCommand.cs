using System;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Files;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>Save-WhataiVideo: fetches videos that are ready to files; resumed, whole or not at all, with a new address where the old one is over.</summary>
[Cmdlet(VerbsData.Save, "WhataiVideo", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWhataiVideoCommand : WhataiVideoCommand
{
    private int _number;

    /// <summary>Ids or tasks, also from CLIXML, JSON, CSV or another machine.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(VideoIdCompleter))]
    [Alias("Id", "InputObject")]
    [ValidateNotNullOrEmpty]
    public object[] Task { get; set; } = [];

    /// <summary>A folder, in which the file is named by the task's id, or a file; with several videos the further ones get a number.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Saves the last frame, too, as NAME-last.png.</summary>
    [Parameter]
    public SwitchParameter LastFrame { get; set; }

    /// <summary>Writes over files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        string path = FilePath(Path);
        RequireFolder(IsFolder(path) ? path : System.IO.Path.GetDirectoryName(path)!, Path);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (VideoInput input in ReadInputs(Task))
        {
            WriteVideoErrorOnFailure(input, () => Save(input));
        }
    }

    private void Save(VideoInput input)
    {
        VideoTask task = input.Task;
        if (task.Status != VideoStatus.Succeeded || (task.VideoUrl is null && task.Route != VideoRoute.OpenAI))
        {
            task = Ask(task);
        }

        if (task.Status != VideoStatus.Succeeded)
        {
            WriteError(VideoStatus.IsFinal(task.Status) ? WhataiErrors.VideoEnded(task, input.Given) : WhataiErrors.VideoNotReady(task, input.Given));
            return;
        }

        string path = FilePath(Path);
        path = IsFolder(path) ? VideoFile.InFolder(path, task) : MediaFile.Numbered(path, ++_number);
        string name = System.IO.Path.GetFileName(path);
        Fetch(input, new FileTarget { Path = path, AddExtension = IsFolder(FilePath(Path)) || System.IO.Path.GetExtension(name).Length == 0 }, task, isFrame: false);
        if (LastFrame)
        {
            Fetch(input, new FileTarget { Path = VideoFile.OfLastFrame(path), AddExtension = true }, task, isFrame: true);
        }
    }

    private void Fetch(VideoInput input, FileTarget target, VideoTask task, bool isFrame)
    {
        if (!ShouldProcess(target.Path, isFrame ? SR.SaveLastFrameAction : SR.SaveVideoAction))
        {
            return;
        }

        target = target with { IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail };
        try
        {
            VideoTask saved = Await(isFrame
                ? Gateway.Client.Videos.SaveLastFrameAsync(task, target, CallOptions, StopToken)
                : Gateway.Client.Videos.SaveAsync(task, target, CallOptions, StopToken));

            // From the provider, as Get-Item gives it, with what it adds for the view.
            WriteObject(InvokeProvider.Item.Get([(isFrame ? saved.LastFramePath : saved.Path)!], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, input.Given));
        }
        catch (InvalidOperationException)
        {
            WriteError(isFrame ? WhataiErrors.NoLastFrame(task, input.Given) : WhataiErrors.NoVideo(task, input.Given));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(target.Path, input.Given, ex));
        }
    }

    private bool IsFolder(string path) => Directory.Exists(path) || Path[Path.Length - 1] is '/' or '\\';
}
