using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Tasks;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Progress;

/// <summary>
/// What a wait shows: one bar a task, with the gateway's percentage where there is one, and how long it has taken. How long it will
/// still take is reckoned from the percentage, else from what others of this wait took.
/// </summary>
internal sealed class TaskProgress(string activity, int count)
{
    private const int LeastPercent = 5;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly HashSet<int> _shown = [];
    private readonly List<TimeSpan> _took = [];
    private int _over;

    /// <summary>What to show after an update.</summary>
    public IEnumerable<ProgressRecord> After<TTask>(TaskUpdate<TTask> update)
        where TTask : class
    {
        TimeSpan elapsed = Elapsed(update.State);
        if (update.IsOver)
        {
            _over++;
            if (update.State.IsSucceeded && update.Failure is null)
            {
                _took.Add(elapsed);
            }

            if (_shown.Remove(update.Index))
            {
                yield return (ProgressActivity.FirstTask + update.Index).Completed(update.State.Id);
            }
        }
        else
        {
            _shown.Add(update.Index);
            yield return Of(update, elapsed);
        }

        if (count > 1)
        {
            yield return ProgressActivity.Overall.Record(activity, SR.TasksDone(_over, count), _over * 100 / count);
        }
    }

    /// <summary>What to take away in the end.</summary>
    public IEnumerable<ProgressRecord> End()
    {
        foreach (int index in _shown)
        {
            yield return (ProgressActivity.FirstTask + index).Completed(activity);
        }

        if (count > 1)
        {
            yield return ProgressActivity.Overall.Completed(activity);
        }
    }

    private ProgressRecord Of<TTask>(TaskUpdate<TTask> update, TimeSpan elapsed)
        where TTask : class
    {
        TaskState task = update.State;
        string percent = task.Progress is int known ? string.Format(CultureInfo.CurrentCulture, ", {0} %", known) : string.Empty;
        string status = update.Failure is null ? task.StatusText + percent : WhataiErrors.Text(update.Failure);
        ProgressRecord record = (ProgressActivity.FirstTask + update.Index).Record(
            task.Model is null ? task.Id : $"{task.Id} ({task.Model})", SR.TaskElapsed(status, Text(elapsed)), task.Progress ?? -1);
        record.CurrentOperation = task.Prompt;
        record.SecondsRemaining = (int?)Remaining(task, elapsed)?.TotalSeconds ?? -1;
        if (count > 1)
        {
            record.ParentActivityId = (int)ProgressActivity.Overall;
        }

        return record;
    }

    private TimeSpan? Remaining(TaskState task, TimeSpan elapsed)
    {
        if (task.Progress is int percent and >= LeastPercent and < 100)
        {
            return TimeSpan.FromTicks(elapsed.Ticks / percent * (100 - percent));
        }

        TimeSpan left = _took.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)_took.Average(time => time.Ticks)) - elapsed;
        return left > TimeSpan.Zero ? left : null;
    }

    // A clock of the gateway's that is ahead, or ours set back, must not make it less than what this wait has seen.
    private TimeSpan Elapsed(TaskState task)
    {
        TimeSpan? age = DateTimeOffset.UtcNow - task.CreatedAt;
        return age > _watch.Elapsed ? age.Value : _watch.Elapsed;
    }

    private static string Text(TimeSpan time) => string.Format(CultureInfo.InvariantCulture, "{0}:{1:00}", (int)time.TotalMinutes, time.Seconds);
}
