using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Images;
using WhataiPS.Errors;
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
            string id = input.Properties["TaskId"]?.Value?.ToString() ?? input.ToString();
            Guard(input.BaseObject, () => Wait(input, id));
        }
    }

    private void Wait(PSObject input, string id)
    {
        ImageTask? task = (input.BaseObject as ImageTask) is { Status: ImageTaskStatus.Succeeded, Images.Count: > 0 } done ? done : null;
        var watch = Stopwatch.StartNew();
        try
        {
            while (task is null)
            {
                ImageTask now = Await(Gateway.Client.GetImageTaskAsync(id, CallOptions, StopToken));
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
                else if (watch.Elapsed.TotalSeconds + IntervalSec > MaximumWaitSec)
                {
                    WriteError(WhataiErrors.ImageTaskUnfinished(input.BaseObject, id, Math.Round(watch.Elapsed.TotalSeconds)));
                    return;
                }
                else
                {
                    Await(PauseAsync());
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

        Give(task, input.BaseObject as ImageTask);
    }

    private void Give(ImageTask task, ImageTask? asked)
    {
        if (task.Images.Count == 0)
        {
            WriteError(WhataiErrors.NoImage(task));
            return;
        }

        string? model = asked?.Model;
        if (model is not null)
        {
            WhataiSession.Current.Usage.Add(model, usage: null, attempts: 1, task.Images.Count, TimeSpan.Zero);
        }

        WriteObject(task.Images.Select(image => image with
        {
            Prompt = image.Prompt ?? asked?.Prompt,
            Model = image.Model ?? model,
            RequestId = image.RequestId ?? task.RequestId,
            RawJson = image.RawJson ?? task.RawJson,
        }), enumerateCollection: true);
    }

    private async Task<bool> PauseAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(IntervalSec), StopToken).ConfigureAwait(false);
        return true;
    }
}
