using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Threading;
using Whatai.Emulator.Billing;
using Whatai.Emulator.Chat;
using Whatai.Emulator.Faults;
using Whatai.Emulator.Images;
using Whatai.Emulator.Log;
using Whatai.Emulator.Media;
using Whatai.Emulator.Responses;
using Whatai.Emulator.Routing;
using Whatai.Emulator.Video;

namespace Whatai.Emulator;

/// <summary>The state that all requests of one emulator share.</summary>
internal sealed class EmulatorState(EmulatorOptions options)
{
    private long _latency = options.Latency.Ticks;
    private long _tokenDelay = options.TokenDelay.Ticks;
    private long _videoQueueTime = options.VideoQueueTime.Ticks;
    private long _videoRunTime = options.VideoRunTime.Ticks;
    private int _requestId;
    private int _keyLeaks;

    internal EmulatorOptions Options { get; } = options;

    internal RequestLog Log { get; } = new(options.LogLimit);

    internal Ledger Ledger { get; } = new(options);

    /// <summary>The key's quota.</summary>
    internal Account Account => new(this);

    internal FileStore Files { get; } = new(options.FileLifetime);

    internal VideoStore Videos { get; } = new();

    internal ResponseStore Responses { get; } = new();

    internal ChatStore Completions { get; } = new();

    internal ImageTasks ImageTasks { get; } = new();

    /// <summary>The prompts that a request marked to be kept, by their hashes.</summary>
    internal ConcurrentDictionary<string, bool> CachedPrompts { get; } = new();

    internal RequestLimiter Limiter { get; } = new(options);

    /// <summary>The most API requests that were in progress at once.</summary>
    internal int PeakConcurrency => Limiter.Peak;

    /// <summary>Limits the routes that a site takes few calls to.</summary>
    internal SiteLimiter SiteLimiter { get; } = new(options);

    internal FaultQueue Faults { get; } = new();

    /// <summary>The faults that apply to every request of a line, by the line's number.</summary>
    internal ConcurrentDictionary<int, Fault> LineFaults { get; } = new();

    internal FaultQueue MediaFaults { get; } = new();

    /// <summary>The number of requests to the media host with a key.</summary>
    internal int KeyLeaks => Volatile.Read(ref _keyLeaks);

    internal string BaseUrl { get; set; } = string.Empty;

    // Ticks, since a TimeSpan cannot be read atomically.
    internal TimeSpan Latency
    {
        get => new(Volatile.Read(ref _latency));
        set => Volatile.Write(ref _latency, value.Ticks);
    }

    internal TimeSpan TokenDelay
    {
        get => new(Volatile.Read(ref _tokenDelay));
        set => Volatile.Write(ref _tokenDelay, value.Ticks);
    }

    internal void Bill(LedgerEntry entry, BilledUnits units)
    {
        Ledger.Add(entry, units);
        Limiter.Spend(entry.PromptTokens + entry.CompletionTokens);
    }

    internal void CountKeyLeak() => Interlocked.Increment(ref _keyLeaks);

    internal TimeSpan VideoQueueTime
    {
        get => new(Volatile.Read(ref _videoQueueTime));
        set => Volatile.Write(ref _videoQueueTime, value.Ticks);
    }

    internal TimeSpan VideoRunTime
    {
        get => new(Volatile.Read(ref _videoRunTime));
        set => Volatile.Write(ref _videoRunTime, value.Ticks);
    }

    internal VideoTask AddVideo(VideoDialect dialect, VideoSpec spec) => Videos.Add(dialect, spec, VideoQueueTime, VideoRunTime);

    internal bool KnowsModel(string model) => Options.Models.Count == 0 || Options.Models.Contains(model, StringComparer.Ordinal);

    /// <summary>A new id in the style of one-api: the time and a sequence number.</summary>
    internal string NewRequestId()
        => DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            + Interlocked.Increment(ref _requestId).ToString("D8", CultureInfo.InvariantCulture);
}
