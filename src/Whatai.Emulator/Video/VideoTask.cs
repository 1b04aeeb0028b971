using System;
using System.Text;
using Whatai.Emulator.Log;
using Whatai.Emulator.Media;
using Whatai.Emulator.Video.Mp4;

namespace Whatai.Emulator.Video;

/// <summary>A video task. Its state is computed from the time at which it is asked for.</summary>
internal sealed class VideoTask(string id, VideoDialect dialect, VideoSpec spec, DateTime created, TimeSpan queue, TimeSpan run)
{
    // new-api's for Sora's larger sizes.
    private const decimal LargeFactor = 1.666667m;

    private readonly object _gate = new();
    private readonly DateTime _starts = created + queue;
    private readonly DateTime _ends = created + queue + run;
    private DateTime? _cancelled;
    private byte[]? _movie;
    private byte[]? _lastFrame;

    internal string Id { get; } = id;

    internal VideoDialect Dialect { get; } = dialect;

    internal VideoSpec Spec { get; } = spec;

    internal DateTime Created { get; } = created;

    /// <summary>When it started, if it has.</summary>
    internal DateTime? Started(DateTime now) => Status(now) is VideoStatus.Queued or VideoStatus.Cancelled ? null : _starts;

    /// <summary>When it ended, if it has.</summary>
    internal DateTime? Ended(DateTime now) => Status(now) is VideoStatus.Queued or VideoStatus.Running ? null : _cancelled ?? _ends;

    /// <summary>When its state last changed.</summary>
    internal DateTime Updated(DateTime now) => Ended(now) ?? Started(now) ?? Created;

    internal VideoStatus Status(DateTime now)
    {
        if (_cancelled is not null)
        {
            return VideoStatus.Cancelled;
        }

        return now < _starts ? VideoStatus.Queued : now < _ends || Spec.Script.IsStuck ? VideoStatus.Running : Spec.Script.End.Status;
    }

    /// <summary>0 to 100.</summary>
    internal int Progress(DateTime now) => Status(now) switch
    {
        VideoStatus.Queued => 0,
        VideoStatus.Running when Spec.Script.IsStuck => 50,
        VideoStatus.Running => (int)Math.Min(99, 100 * (now - _starts).Ticks / Math.Max(1, (_ends - _starts).Ticks)),
        _ => 100,
    };

    /// <summary>What it is billed for: Sora's models by the second, larger pictures dearer. What fails is paid back.</summary>
    internal BilledUnits Units => new()
    {
        TaskId = Id,
        Calls = Spec.Model.StartsWith("sora", StringComparison.Ordinal) ? Spec.Duration * (Math.Max(Spec.Width, Spec.Height) > 1280 ? LargeFactor : 1) : 1,
        RefundedAt = () => Status(DateTime.UtcNow) is VideoStatus.Failed or VideoStatus.Expired or VideoStatus.Cancelled ? _cancelled ?? _ends : null,
    };

    /// <summary>Cancels it, if it is queued.</summary>
    internal bool Cancel(DateTime now)
    {
        lock (_gate)
        {
            if (Status(now) != VideoStatus.Queued)
            {
                return false;
            }

            _cancelled = now;
            return true;
        }
    }

    /// <summary>The MP4 file without padding.</summary>
    internal byte[] Movie()
    {
        lock (_gate)
        {
            return _movie ??= MakeMovie();
        }
    }

    /// <summary>The last frame as PNG.</summary>
    internal byte[] LastFrame()
    {
        lock (_gate)
        {
            return _lastFrame ??= PngImage.Solid(Spec.Width, Spec.Height, Mp4Movie.LastColour(Spec.Frames, Spec.FramesPerSecond, ColourSeed).ToRgb());
        }
    }

    private string ColourSeed => new StringBuilder().Append(Spec.Prompt).Append('\n').Append(Spec.Seed).ToString();

    private byte[] MakeMovie()
    {
        byte[] movie = Mp4Movie.Make(Spec.Width, Spec.Height, Spec.Frames, Spec.FramesPerSecond, Spec.WithSound == true, ColourSeed);
        return Spec.Script.Length is { } length && length >= movie.Length + 16
            ? [.. movie, .. Mp4Box.FreeHead(length - movie.Length)]
            : movie;
    }
}
