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

    /// <summary>Prices a task as it is now, and counts what it took.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isOurs">Whether it counts also where another process has started it.</param>
    private protected VideoTask Track(VideoTask task, bool isOurs = false)
    {
        // What failed is paid back.
        bool isPaidBack = task.Status is VideoStatus.Failed or VideoStatus.Expired or VideoStatus.Cancelled;
        task = task with { Cost = isPaidBack ? null : CostOf(task.Model, task.Usage, VideoPrice.SizeOf(task)) ?? task.Cost };
        WhataiSession.Current.Usage.UpdateTask(task.Id, UsageOf(task), isOurs);
        WhataiSession.Current.Videos.Note(task);
        return task;
    }

    /// <summary>What a task took.</summary>
    internal static TaskUsage UsageOf(VideoTask task) => new(task.Model ?? "unknown", task.Usage, task.Cost);

    /// <summary>Runs one task's work; a call that fails says what that means for a video.</summary>
    private protected void WriteVideoErrorOnFailure(VideoInput input, Action work) => WriteErrorOnFailure(input.Given, work, failure => WhataiErrors.VideoCallFailed(failure, input));
}
