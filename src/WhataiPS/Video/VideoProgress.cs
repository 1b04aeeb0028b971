using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Video;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Video;

/// <summary>
/// What a wait shows: one bar a task, with the gateway's percentage where there is one, and how long it has taken. How long it will
/// still take is reckoned from the percentage, else from what others of this wait took.
/// </summary>
internal sealed class VideoProgress(string activity, int count)
{
    // Beside those of waiting (0), a bulk run (1) and a transfer (2).
    private const int OverallId = 3;
    private const int FirstId = 10;
    private const int LeastPercent = 5;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly HashSet<int> _shown = [];
    private readonly List<TimeSpan> _took = [];
    private int _over;

    /// <summary>What to show after an update.</summary>
    public IEnumerable<ProgressRecord> After(VideoUpdate update)
    {
        TimeSpan elapsed = Elapsed(update.Task);
        if (update.IsOver)
        {
            _over++;
            if (update.Task.Status == VideoStatus.Succeeded && update.Failure is null)
            {
                _took.Add(elapsed);
            }

            if (_shown.Remove(update.Index))
            {
                yield return Ended(FirstId + update.Index, update.Task.Id);
            }
        }
        else
        {
            _shown.Add(update.Index);
            yield return Of(update, elapsed);
        }

        if (count > 1)
        {
            yield return new ProgressRecord(OverallId, activity, SR.VideosDone(_over, count)) { PercentComplete = _over * 100 / count };
        }
    }

    /// <summary>What to take away in the end.</summary>
    public IEnumerable<ProgressRecord> End()
    {
        foreach (int index in _shown)
        {
            yield return Ended(FirstId + index, activity);
        }

        if (count > 1)
        {
            yield return Ended(OverallId, activity);
        }
    }

    private ProgressRecord Of(VideoUpdate update, TimeSpan elapsed)
    {
        VideoTask task = update.Task;
        string percent = task.Progress is int known ? string.Format(CultureInfo.CurrentCulture, ", {0} %", known) : string.Empty;
        string status = update.Failure is null ? task.Status + percent : WhataiErrors.Text(update.Failure);
        var record = new ProgressRecord(
            FirstId + update.Index, task.Model is null ? task.Id : $"{task.Id} ({task.Model})", SR.VideoElapsed(status, Text(elapsed)))
        {
            PercentComplete = task.Progress ?? -1,
            SecondsRemaining = (int?)Remaining(task, elapsed)?.TotalSeconds ?? -1,
        };
        if (count > 1)
        {
            record.ParentActivityId = OverallId;
        }

        return record;
    }

    private TimeSpan? Remaining(VideoTask task, TimeSpan elapsed)
    {
        if (task.Progress is int percent and >= LeastPercent and < 100)
        {
            return TimeSpan.FromTicks(elapsed.Ticks / percent * (100 - percent));
        }

        TimeSpan left = _took.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)_took.Average(time => time.Ticks)) - elapsed;
        return left > TimeSpan.Zero ? left : null;
    }

    // A clock of the gateway's that is ahead, or ours set back, must not make it less than what this wait has seen.
    private TimeSpan Elapsed(VideoTask task)
    {
        TimeSpan? age = DateTimeOffset.UtcNow - task.CreatedAt;
        return age > _watch.Elapsed ? age.Value : _watch.Elapsed;
    }

    private static string Text(TimeSpan time) => string.Format(CultureInfo.InvariantCulture, "{0}:{1:00}", (int)time.TotalMinutes, time.Seconds);

    private static ProgressRecord Ended(int id, string name) => new(id, name, " ") { RecordType = ProgressRecordType.Completed };
}
