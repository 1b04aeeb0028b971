using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Files;
using Whatai.Client.Tasks;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>Wait-WhataiVideo: waits for any number of video tasks at once, and writes each the moment it ends.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WhataiVideo", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class WaitWhataiVideoCommand : WhataiVideoCommand
{
    private readonly List<VideoInput> _inputs = [];
    private string? _folder;

    /// <summary>Ids or tasks, also from CLIXML, JSON, CSV or another machine.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(VideoIdCompleter))]
    [Alias("Id", "InputObject")]
    [ValidateNotNullOrEmpty]
    public object[] Task { get; set; } = [];

    /// <summary>The folder to save each video in as it ends, named by its id. It is made where it is not there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>Saves the last frames, too, where they were asked for.</summary>
    [Parameter]
    public SwitchParameter LastFrame { get; set; }

    /// <summary>Fetches what is there already once more.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OutputLocation? output = FindOutput(outFile: null, OutDirectory);
        _folder = output?.Folder;
        // Before anything is waited for.
        if (_folder is not null && !Directory.Exists(_folder) && ShouldProcess(_folder, SR.MakeFolderAction))
        {
            CreateFolder(output);
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput() => _inputs.AddRange(ReadInputs(Task));

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        IAsyncEnumerable<TaskUpdate<VideoTask>> updates = Gateway.Client.Videos.WatchAsync([.. _inputs.Select(input => input.Task)], WatchOptions, CallOptions, StopToken);
        foreach (TaskUpdate<VideoTask> update in WaitFor(updates, _inputs.Count))
        {
            VideoInput input = _inputs[update.Index];
            WriteTask(input, update.Failure is null ? update with { Task = Track(update.Task, isOurs: !VideoStatus.IsFinal(input.Task.Status)) } : update);
        }
    }

    private void WriteTask(VideoInput input, TaskUpdate<VideoTask> update)
    {
        VideoTask task = update.Task;
        if (update.Failure is WhataiException failure)
        {
            // How it stands is not known: an error, and nothing else.
            WriteError(WhataiErrors.VideoCallFailed(failure, input));
            return;
        }

        if (task.Status == VideoStatus.Succeeded && _folder is not null)
        {
            task = Saved(input, task);
        }

        WriteObject(task);
        if (update.TimedOut)
        {
            WriteError(WhataiErrors.VideoTimedOut(task, input.Given, TimeoutSec ?? 0));
        }
        else if (task.Status != VideoStatus.Succeeded)
        {
            WriteError(WhataiErrors.VideoEnded(task, input.Given));
        }
    }

    private VideoTask Saved(VideoInput input, VideoTask task)
    {
        string path = VideoFile.InFolder(_folder!, task);
        WriteVideoErrorOnFailure(input, () =>
        {
            task = Saved(input, task, path, isFrame: false) ?? task;
            if (LastFrame && task.LastFrameUrl is not null)
            {
                task = Saved(input, task, VideoFile.OfLastFrame(path), isFrame: true) ?? task;
            }
        });
        return task;
    }

    private VideoTask? Saved(VideoInput input, VideoTask task, string path, bool isFrame)
    {
        if (!Force && Directory.Exists(_folder) && Directory.GetFiles(_folder!, Path.GetFileName(path) + ".*").FirstOrDefault(file => !file.EndsWith(".partial", StringComparison.Ordinal)) is string there)
        {
            // A file has its name only when it is whole, and its name is the task's: an earlier run saved it.
            return isFrame ? task with { LastFramePath = there } : task with { Path = there };
        }

        if (!ShouldProcess(path, SR.SaveVideoAction))
        {
            return null;
        }

        TransferName = path;
        var target = new FileTarget { Path = path, AddExtension = true, IfExists = ExistingFile.Replace };
        try
        {
            return Await(isFrame
                ? Gateway.Client.Videos.SaveLastFrameAsync(task, target, SaveOptions, StopToken)
                : Gateway.Client.Videos.SaveAsync(task, target, SaveOptions, StopToken));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(path, input.Given, ex));
            return null;
        }
    }

    // Here, too, the time-out is not that of a call.
    private Whatai.Client.Http.CallOptions SaveOptions => CallOptions with { Timeout = null };
}
