using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Whatai.Emulator.Log;

/// <summary>A request in progress. Any thread can take a snapshot of it.</summary>
internal sealed class RequestEntry(
    string method, string path, IReadOnlyDictionary<string, string> headers, bool hasAuthorization, bool authorized)
{
    internal const string Pending = "Pending";
    internal const string Completed = "Completed";
    internal const string ClientClosed = "ClientClosed";
    internal const string Faulted = "Faulted";

    private readonly DateTimeOffset _time = DateTimeOffset.UtcNow;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _outcome = Pending;
    private long _chunksSent;
    private Action? _whenFinished;

    internal int Id { get; set; }

    internal bool Authorized { get; } = authorized;

    internal bool HasAuthorization { get; } = hasAuthorization;

    /// <summary>From 1; 0 for the media host.</summary>
    internal int Line { get; init; }

    internal string Body { get; set; } = string.Empty;

    internal long BodyLength { get; set; }

    internal int Status { get; set; }

    internal string? Fault { get; set; }

    internal long ChunksSent
    {
        get => Volatile.Read(ref _chunksSent);
        set => Volatile.Write(ref _chunksSent, value);
    }

    /// <summary>Sets an action that runs once, when the request is finished.</summary>
    internal void WhenFinished(Action action) => Volatile.Write(ref _whenFinished, action);

    /// <summary>
    /// Called just before the last bytes are sent, so that a client with its answer never finds it "Pending"; a failure of
    /// the last write overrides it.
    /// </summary>
    internal void Finish(string outcome)
    {
        _clock.Stop();
        Volatile.Write(ref _outcome, outcome);
        Interlocked.Exchange(ref _whenFinished, null)?.Invoke();
    }

    internal EmulatorRequest Snapshot() => new()
    {
        Id = Id,
        Time = _time,
        Method = method,
        Path = path,
        Headers = headers,
        HasAuthorization = HasAuthorization,
        Authorized = Authorized,
        IsMediaHost = Line == 0,
        Line = Line,
        Body = Body,
        BodyLength = BodyLength,
        Status = Status,
        Fault = Fault,
        Outcome = Volatile.Read(ref _outcome),
        Duration = _clock.Elapsed,
        ChunksSent = ChunksSent,
    };
}
