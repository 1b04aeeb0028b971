using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Images;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Wait-WhataiImage: waits until asynchronous images are made, and gives them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WhataiImage")]
[OutputType(typeof(WhataiImage))]
public sealed class WaitWhataiImageCommand : WhataiApiCommand
{
    private const int ActivityId = 3;

    /// <summary>Tasks that New-WhataiImage -Async gave, or their ids.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("TaskId")]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The pause between two looks, in seconds: 0.1 to 3600.</summary>
    [Parameter]
    [ValidateRange(0.1d, 3600d)]
    public double IntervalSec { get; set; } = 3;

    /// <summary>How long to wait for each task at most, in seconds: 0 looks once.</summary>
    [Parameter]
    [ValidateRange(0d, 86400d)]
    public double MaximumWaitSec { get; set; } = 600;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            // A task that came back from a file or a job has its id all the same.
            string id = Text(input, "TaskId") ?? input.ToString();
            Guard(input.BaseObject, () => Wait(input, id));
        }
    }

    private void Wait(PSObject input, string id)
    {
        ImageTask? task = Done(input, id);
        var watch = Stopwatch.StartNew();
        bool timeIsUp = MaximumWaitSec == 0;
        try
        {
            while (task is null)
            {
                ImageTask now = Await(Gateway.Client.Images.GetTaskAsync(id, CallOptions, StopToken));
                WriteProgress(new ProgressRecord(ActivityId, MyInvocation.MyCommand.Name, $"{id}: {now.RawStatus}") { PercentComplete = now.Progress ?? -1 });
                if (now.Status == ImageTaskStatus.Failed)
                {
                    WriteError(WhataiErrors.ImageTaskFailed(input.BaseObject, id, now.FailReason ?? now.RawStatus ?? string.Empty));
                    return;
                }

                if (now.Status == ImageTaskStatus.Succeeded)
                {
                    task = now;
                }
                else if (timeIsUp)
                {
                    WriteError(WhataiErrors.ImageTaskUnfinished(input.BaseObject, id, Math.Round(watch.Elapsed.TotalSeconds, 1)));
                    return;
                }
                else
                {
                    // The last look comes at the end of the time that was given, not a whole pause before it.
                    double left = MaximumWaitSec - watch.Elapsed.TotalSeconds;
                    timeIsUp = left <= IntervalSec;
                    Await(PauseAsync(Math.Max(0, Math.Min(left, IntervalSec))));
                }
            }
        }
        finally
        {
            if (!StopToken.IsCancellationRequested)
            {
                WriteProgress(new ProgressRecord(ActivityId, MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
            }
        }

        Give(task, Text(input, nameof(ImageTask.Prompt)), Text(input, nameof(ImageTask.Model)));
    }

    private void Give(ImageTask task, string? prompt, string? model)
    {
        if (task.Images.Count == 0)
        {
            WriteError(WhataiErrors.NoImage(task));
            return;
        }

        if (model is not null)
        {
            WhataiSession.Current.Usage.Add(model, usage: null, attempts: 1, task.Images.Count, TimeSpan.Zero);
        }

        WriteObject(task.Images.Select(image => image with
        {
            Prompt = image.Prompt ?? prompt,
            Model = image.Model ?? model,
            RequestId = image.RequestId ?? task.RequestId,
            RawJson = image.RawJson ?? task.RawJson,
        }), enumerateCollection: true);
    }

    // Some sites answer with the images at once; then there is nothing to ask for, and no id to ask with.
    private static ImageTask? Done(PSObject input, string id) => input.BaseObject switch
    {
        ImageTask task => task is { Status: ImageTaskStatus.Succeeded, Images.Count: > 0 } ? task : null,
        _ when Text(input, nameof(ImageTask.Status)) == nameof(ImageTaskStatus.Succeeded) && ImageReader.Read(input) is { Count: > 0 } images =>
            new ImageTask { TaskId = id, Status = ImageTaskStatus.Succeeded, Images = images, RequestId = Text(input, nameof(ImageTask.RequestId)) },
        _ => null,
    };

    // By the property's name: a task that came back from a file or a job is no ImageTask, but has them all the same.
    private static string? Text(PSObject input, string property) => input.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    private async Task<bool> PauseAsync(double seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), StopToken).ConfigureAwait(false);
        return true;
    }
}
