using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Images;
using Whatai.Client.Media;
using Whatai.Client.Tasks;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Wait-WhataiImage: waits for any number of image tasks at once, and gives the images of each the moment it ends.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WhataiImage")]
[OutputType(typeof(WhataiImage))]
public sealed class WaitWhataiImageCommand : WhataiApiCommand
{
    private readonly List<(PSObject Input, ImageTask Task)> _inputs = [];

    /// <summary>Tasks that New-WhataiImage -Async gave, or their ids.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("TaskId")]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject input in InputObject)
        {
            // A task that came back from a file or a job has its id all the same.
            string id = Text(input, nameof(ImageTask.TaskId)) ?? input.ToString();
            _inputs.Add((input, Done(input, id) ?? new ImageTask { TaskId = id, Prompt = Text(input, nameof(ImageTask.Prompt)), Model = Text(input, nameof(ImageTask.Model)), Cost = CostInput.Read(input) }));
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        // Images take seconds where videos take minutes.
        TaskWatchOptions watch = WatchOptions with { FirstInterval = TimeSpan.FromSeconds(1) };
        IAsyncEnumerable<TaskUpdate<ImageTask>> updates = Gateway.Client.Images.WatchAsync([.. _inputs.Select(static one => one.Task)], watch, CallOptions, StopToken);
        foreach (TaskUpdate<ImageTask> update in WaitFor(updates, _inputs.Count))
        {
            object input = _inputs[update.Index].Input.BaseObject;
            ImageTask task = update.Task;
            if (update.Failure is WhataiException failure)
            {
                // How it stands is not known: an error, and nothing else.
                WriteError(WhataiErrors.CallFailed(failure, input));
            }
            else if (update.TimedOut)
            {
                WriteError(WhataiErrors.ImageTaskUnfinished(input, task.TaskId, TimeoutSec ?? 0));
            }
            else if (task.Status == ImageTaskStatus.Failed)
            {
                Count(task);
                WriteError(WhataiErrors.ImageTaskFailed(input, task.TaskId, task.FailReason ?? task.RawStatus ?? string.Empty));
            }
            else
            {
                WriteImages(task);
            }
        }
    }

    private void WriteImages(ImageTask task)
    {
        if (task.Images.Count == 0)
        {
            WriteError(WhataiErrors.NoImage(task));
            return;
        }

        Count(task);
        WriteObject(task.Images.Select(image => image with
        {
            Prompt = image.Prompt ?? task.Prompt,
            Model = image.Model ?? task.Model,
            Cost = task.Cost,
            RequestId = image.RequestId ?? task.RequestId,
            RawJson = image.RawJson ?? task.RawJson,
        }), enumerateCollection: true);
    }

    // What it cost is known since it was asked for: by which size and quality that was, a task does not say.
    private static void Count(ImageTask task)
    {
        // One that was done at once has no id, and was counted then.
        if (task is { Model: string model, TaskId.Length: > 0 })
        {
            WhataiSession.Current.Usage.UpdateTask(task.TaskId, new TaskUsage(model, null, task.Cost, task.Images.Count), isOurs: true);
        }
    }

    // Some sites answer with the images at once; then there is nothing to ask for, and no id to ask with.
    private static ImageTask? Done(PSObject input, string id) => input.BaseObject switch
    {
        ImageTask task => task is { Status: ImageTaskStatus.Succeeded, Images.Count: > 0 } ? task : null,
        _ when Text(input, nameof(ImageTask.Status)) == nameof(ImageTaskStatus.Succeeded) && ImageReader.Read(input) is { Count: > 0 } images =>
            new ImageTask { TaskId = id, Status = ImageTaskStatus.Succeeded, Images = images, RequestId = Text(input, nameof(ImageTask.RequestId)), Prompt = Text(input, nameof(ImageTask.Prompt)), Model = Text(input, nameof(ImageTask.Model)), Cost = CostInput.Read(input) },
        _ => null,
    };

    // By the property's name: a task that came back from a file or a job is no ImageTask, but has them all the same.
    private static string? Text(PSObject input, string property) => input.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
