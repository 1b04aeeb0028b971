using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Sessions;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets for video tasks share.</summary>
public abstract class WhataiVideoCommand : WhataiApiCommand
{
    /// <summary>The route that the tasks were started by. A task knows its own; a bare id is mostly told by its form.</summary>
    [Parameter]
    [ValidateSet(VideoRoute.Seedance, VideoRoute.Unified, VideoRoute.OpenAI)]
    [KnownSpelling(typeof(WhataiVideoCommand))]
    public string? Route { get; set; }

    /// <summary>The tasks that inputs stand for. One that stands for none is an error, and the next goes on.</summary>
    private protected IEnumerable<VideoInput> ReadInputs(IEnumerable<object?> given)
    {
        foreach (object? item in given)
        {
            VideoInput input;
            try
            {
                input = VideoInput.Read(item, Route);
            }
            catch (ArgumentException ex)
            {
                WriteError(WhataiErrors.InvalidArgument(ex, item));
                continue;
            }

            yield return input;
        }
    }

    /// <summary>Asks how a task is.</summary>
    private protected VideoTask Ask(VideoTask task) => Track(Await(Gateway.Client.Videos.GetAsync(task, CallOptions, StopToken)));

    /// <summary>Runs one task's work; a call that fails says what that means for a video.</summary>
    private protected void WriteVideoErrorOnFailure(VideoInput input, Action work) => WriteErrorOnFailure(input.Given, work, failure => WhataiErrors.VideoCallFailed(failure, input));

    private protected VideoTask Track(VideoTask task)
    {
        task = task with { Cost = task.Status is VideoStatus.Failed or VideoStatus.Expired or VideoStatus.Cancelled ? null : CostOf(task.Model, task.Usage, VideoPrice.CallsOf(task)) };
        WhataiSession.Current.Videos.Note(task);
        return task;
    }
}
