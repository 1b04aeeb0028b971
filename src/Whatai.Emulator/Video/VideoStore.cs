using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Whatai.Emulator.Video;

/// <summary>The tasks, the newest 1,000 of them.</summary>
internal sealed class VideoStore
{
    private const int MaxTasks = 1000;
    private const string IdLetters = "23456789bcdfghjklmnpqrstvwxz";

    private readonly object _gate = new();
    private readonly List<VideoTask> _tasks = [];
    private int _number;

    internal VideoTask Add(VideoDialect dialect, VideoSpec spec, TimeSpan queue, TimeSpan run)
    {
        DateTime now = DateTime.UtcNow;
        lock (_gate)
        {
            var task = new VideoTask(NewId(dialect, now, ++_number), dialect, spec, now, spec.Script.Queue ?? queue, spec.Script.Run ?? run);
            _tasks.Add(task);
            if (_tasks.Count > MaxTasks)
            {
                _tasks.RemoveAt(0);
            }

            return task;
        }
    }

    internal VideoTask? Find(VideoDialect dialect, string id)
    {
        lock (_gate)
        {
            return _tasks.Find(t => t.Dialect == dialect && t.Id == id);
        }
    }

    internal void Remove(VideoTask task)
    {
        lock (_gate)
        {
            _tasks.Remove(task);
        }
    }

    /// <summary>The newest first.</summary>
    internal List<VideoTask> List(VideoDialect dialect)
    {
        lock (_gate)
        {
            return _tasks.Where(t => t.Dialect == dialect).Reverse().ToList();
        }
    }

    private static string NewId(VideoDialect dialect, DateTime now, int number) => dialect switch
    {
        VideoDialect.Seedance => "cgt-" + now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "-" + Letters(number),
        VideoDialect.OpenAi => "video_" + number.ToString("x32", CultureInfo.InvariantCulture),
        _ => new Guid(number, 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 0]).ToString(),
    };

    // Five letters, as in Ark's ids.
    private static string Letters(int number)
    {
        char[] letters = new char[5];
        for (int i = letters.Length - 1; i >= 0; i--)
        {
            letters[i] = IdLetters[number % IdLetters.Length];
            number /= IdLetters.Length;
        }

        return new string(letters);
    }
}
