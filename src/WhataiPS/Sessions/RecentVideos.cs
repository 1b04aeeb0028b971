using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Videos;

namespace WhataiPS.Sessions;

/// <summary>The tasks that a session saw last, for completion.</summary>
internal sealed class RecentVideos
{
    private const int Most = 200;

    private readonly List<VideoTask> _tasks = [];

    public IEnumerable<VideoTask> Newest => Enumerable.Reverse(_tasks);

    /// <summary>Remembers a task as it is now.</summary>
    public void Note(VideoTask task)
    {
        int known = _tasks.FindIndex(other => other.Id == task.Id);
        if (known >= 0)
        {
            _tasks[known] = task;
            return;
        }

        _tasks.Add(task);
        if (_tasks.Count > Most)
        {
            _tasks.RemoveAt(0);
        }
    }

    public void Forget(string id) => _tasks.RemoveAll(task => task.Id == id);
}
