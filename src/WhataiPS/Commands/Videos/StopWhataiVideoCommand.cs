using System;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>Stop-WhataiVideo: cancels tasks that are queued, and removes the records of those that have ended. One that runs is left to run.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WhataiVideo", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class StopWhataiVideoCommand : WhataiVideoCommand
{
    private const int Conflict = 409;

    /// <summary>Ids or tasks, also from CLIXML, JSON, CSV or another machine.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(VideoIdCompleter))]
    [Alias("Id", "InputObject")]
    [ValidateNotNullOrEmpty]
    public object[] Task { get; set; } = [];

    /// <summary>Gives the tasks out: the cancelled ones as they are then, the removed ones as they were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (VideoInput input in ReadInputs(Task))
        {
            WriteVideoErrorOnFailure(input, () => Stop(input));
        }
    }

    private void Stop(VideoInput input)
    {
        // What deleting means depends on the state, and a person is asked about what will happen.
        VideoTask task = Ask(input.Task);
        if (task.Status is not VideoStatus.Queued && !VideoStatus.IsFinal(task.Status))
        {
            WriteError(WhataiErrors.VideoRunning(task, input.Given, null));
            return;
        }

        bool isFinal = VideoStatus.IsFinal(task.Status);
        if (!ShouldProcess(task.Id, isFinal ? SR.RemoveVideoAction : SR.CancelVideoAction))
        {
            return;
        }

        try
        {
            Await(Deleted(task));
        }
        catch (NotSupportedException)
        {
            WriteError(WhataiErrors.VideoNotStoppable(task, input.Given, null));
            return;
        }
        catch (WhataiException ex) when (ex.Kind == ErrorKind.NotFound)
        {
            // It was there a moment ago, so it is the call that is not.
            WriteError(WhataiErrors.VideoNotStoppable(task, input.Given, ex));
            return;
        }
        catch (WhataiException ex) when (ex.StatusCode == Conflict)
        {
            WriteError(WhataiErrors.VideoRunning(task, input.Given, ex));
            return;
        }

        bool isGone = isFinal || task.Route == VideoRoute.OpenAI;
        if (isGone)
        {
            WhataiSession.Current.Videos.Forget(task.Id);
        }

        if (PassThru)
        {
            // OpenAI's route keeps no record of a task that it cancelled.
            WriteObject(isFinal ? task : isGone ? task with { Status = VideoStatus.Cancelled } : Ask(task));
        }
    }

    private async System.Threading.Tasks.Task<bool> Deleted(VideoTask task)
    {
        await Gateway.Client.Videos.DeleteAsync(task, CallOptions, StopToken).ConfigureAwait(false);
        return true;
    }
}
