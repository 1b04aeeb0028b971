using System;
using System.Collections.Generic;
using Whatai.Emulator.Faults;
using Whatai.Emulator.Http;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator;

/// <summary>
/// An AI gateway on 127.0.0.1 that needs no network and no account: it answers deterministically, fails on demand, and keeps
/// a log of requests and a ledger of what a real gateway would have billed. All members are thread-safe.
/// </summary>
public sealed class GatewayEmulator : IDisposable
{
    private readonly EmulatorState _state;
    private readonly LoopbackServer[] _lines;
    private readonly LoopbackServer _mediaHost;

    private GatewayEmulator(EmulatorState state, LoopbackServer[] lines, LoopbackServer mediaHost)
    {
        _state = state;
        _lines = lines;
        _mediaHost = mediaHost;
        state.BaseUrl = lines[0].Url;
        Lines = Array.AsReadOnly(Array.ConvertAll(lines, line => line.Url));
        state.Files.Host = mediaHost.Url;
    }

    /// <summary>Every fault with its effect.</summary>
    public static IReadOnlyList<FaultInfo> Faults => FaultTable.Infos;

    /// <summary>The names that <see cref="AddFault"/> and the request header <c>X-Emulator-Fault</c> accept.</summary>
    public static IReadOnlyList<string> FaultNames => FaultTable.Names;

    /// <summary>Every fault that <see cref="AddMediaFault"/> accepts, with its effect.</summary>
    public static IReadOnlyList<FaultInfo> MediaFaults => Media.MediaFaults.Infos;

    /// <summary>Such as <c>http://127.0.0.1:54321</c>, without <c>/v1</c>.</summary>
    public string BaseUrl => _state.BaseUrl;

    /// <summary>The listening port, 1 to 65535.</summary>
    public int Port => _lines[0].Port;

    /// <summary>The base URLs of all lines; <see cref="BaseUrl"/> is the first.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>
    /// The second port, which stands for a gateway's object store: it hosts the files that answers refer to, under signed
    /// URLs that expire, and serves ranges. It must never be sent a key.
    /// </summary>
    public string MediaBaseUrl => _state.Files.Host;

    /// <summary>
    /// The number of requests to the media host with a key, in a header or in the URL. Each got 400. Never reset; a test that
    /// uses hosted files should end by asserting 0.
    /// </summary>
    public int KeyLeaks => _state.KeyLeaks;

    /// <summary>The only valid key.</summary>
    public string ApiKey => _state.Options.ApiKey;

    /// <summary>The options that the emulator was started with.</summary>
    public EmulatorOptions Options => _state.Options;

    /// <summary>The requests so far, oldest first: a snapshot per read.</summary>
    public IReadOnlyList<EmulatorRequest> Requests => _state.Log.Snapshot();

    /// <summary>The billed dispatches so far, oldest first: a snapshot per read.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => _state.Ledger.Snapshot();

    /// <summary>The ledger's totals, exact even when old entries were dropped.</summary>
    public LedgerTotals LedgerTotals => _state.Ledger.Totals;

    /// <summary>
    /// The peak number of API requests in progress at once since the start or the last <see cref="ClearLog"/>: admitted, and not yet
    /// answered to the last byte. Rejected ones (401, 429, or by a fault that is not billed) are not counted.
    /// </summary>
    public int PeakConcurrency => _state.PeakConcurrency;

    /// <summary>Whether it still listens.</summary>
    public bool IsRunning => _lines[0].IsRunning;

    /// <summary>The delay before the first byte of every answer. Takes effect with the next request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan Latency
    {
        get => _state.Latency;
        set => _state.Latency = NotNegative(value, nameof(Latency));
    }

    /// <summary>The delay between two streamed chunks. Takes effect with the next request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan TokenDelay
    {
        get => _state.TokenDelay;
        set => _state.TokenDelay = NotNegative(value, nameof(TokenDelay));
    }

    /// <summary>The time that a video task is queued. Takes effect with the next task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan VideoQueueTime
    {
        get => _state.VideoQueueTime;
        set => _state.VideoQueueTime = NotNegative(value, nameof(VideoQueueTime));
    }

    /// <summary>The time that a video task runs. Takes effect with the next task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan VideoRunTime
    {
        get => _state.VideoRunTime;
        set => _state.VideoRunTime = NotNegative(value, nameof(VideoRunTime));
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The running emulator; dispose of it to stop it.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or its fault is unknown.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static GatewayEmulator Start(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        Check(options);
        var state = new EmulatorState(options);
        if (options.Fault is not null)
        {
            state.Faults.Add(FaultTable.Get(options.Fault), -1);
        }

        var dispatcher = new Dispatcher(RouteTable.Routes);
        var servers = new List<LoopbackServer>();
        try
        {
            for (int line = 1; line <= options.Lines; line++)
            {
                servers.Add(new LoopbackServer(state, line == 1 ? options.Port : 0, line, dispatcher.DispatchAsync));
            }

            return new GatewayEmulator(state, [.. servers], new LoopbackServer(state, options.MediaPort, line: 0, Media.MediaHost.AnswerAsync));
        }
        catch
        {
            servers.ForEach(static server => server.Dispose());
            throw;
        }
    }

    /// <summary>Applies a fault to the next API requests. Faults are queued: each is used up before the next one starts.</summary>
    /// <param name="name">One of <see cref="FaultNames"/>.</param>
    /// <param name="count">The number of requests, 1 or more; -1 for all until <see cref="ClearFaults"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the known ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is 0 or below -1.</exception>
    public void AddFault(string name, int count = 1)
    {
        _state.Faults.Add(FaultTable.Get(name), Checked(count));
    }

    /// <summary>Applies a fault to the next requests to the media host. They have a queue of their own.</summary>
    /// <param name="name">One of <see cref="MediaFaults"/>.</param>
    /// <param name="count">The number of requests, 1 or more; -1 for all until <see cref="ClearFaults"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the known ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is 0 or below -1.</exception>
    public void AddMediaFault(string name, int count = 1) => _state.MediaFaults.Add(Media.MediaFaults.Get(name), Checked(count));

    /// <summary>Makes a line fail, or restores it. Its connections are closed.</summary>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="condition">
    /// <c>refuse</c>: connections are refused. <c>stall</c>: connections are accepted, but nothing is read or answered. One of
    /// <see cref="FaultNames"/>: it applies to every request of the line. <c>healthy</c>: the line serves again.
    /// </param>
    /// <exception cref="ArgumentException">There is no such condition.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public void SetLine(int line, string condition)
    {
        LoopbackServer server = line >= 1 && line <= _lines.Length
            ? _lines[line - 1]
            : throw new ArgumentOutOfRangeException(nameof(line), line, $"The lines are 1 to {_lines.Length}.");
        Fault? fault = condition is "healthy" or "refuse" or "stall" ? null : FaultTable.Get(condition);
        _state.LineFaults.TryRemove(line, out _);
        switch (condition)
        {
            case "refuse":
                server.Refuse();
                break;
            case "stall":
                server.Stall();
                break;
            default:
                if (fault is not null)
                {
                    _state.LineFaults[line] = fault;
                }

                server.Restore();
                break;
        }
    }

    /// <summary>Hosts a file, as answers do with generated media.</summary>
    /// <param name="content">Its bytes, or the first ones of a longer file.</param>
    /// <param name="mediaType">Its MIME type.</param>
    /// <param name="extension">The extension of its name, with the dot.</param>
    /// <param name="length">The length, where it exceeds the bytes: the rest is computed while it is sent, and takes no memory.</param>
    /// <returns>Its signed URL.</returns>
    public Uri AddFile(byte[] content, string mediaType, string extension, long? length = null) =>
        new(_state.Files.Add(content ?? throw new ArgumentNullException(nameof(content)), mediaType, extension, length));

    /// <summary>Clears both queues of faults.</summary>
    public void ClearFaults()
    {
        _state.Faults.Clear();
        _state.MediaFaults.Clear();
    }

    /// <summary>Clears the request log and the ledger with its totals, and resets <see cref="PeakConcurrency"/>. Sequence numbers continue.</summary>
    public void ClearLog()
    {
        _state.Log.Clear();
        _state.Ledger.Clear();
        _state.Limiter.ClearPeak();
    }

    /// <summary>Closes the ports and every connection, and waits for them to end, about a second at most. Can be called repeatedly.</summary>
    public void Stop()
    {
        _mediaHost.Dispose();
        foreach (LoopbackServer line in _lines)
        {
            line.Dispose();
        }
    }

    /// <summary>The same as <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    /// <summary>The base URL.</summary>
    /// <returns><see cref="BaseUrl"/>.</returns>
    public override string ToString() => BaseUrl;

    private static int Checked(int count) => count is 0 or < -1
        ? throw new ArgumentOutOfRangeException(nameof(count), count, "The count must be 1 or more, or -1 for no end.")
        : count;

    private static void Check(EmulatorOptions options)
    {
        if (options.MediaPort is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MediaPort, "The media host's port must be 0 to 65535.");
        }

        if (options.FileLifetime <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.FileLifetime, "The lifetime of files must be above zero.");
        }

        if (options.Port is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Port, "The port must be 0 to 65535.");
        }

        if (options.Lines is < 1 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Lines, "There can be 1 to 16 lines.");
        }

        if (string.IsNullOrEmpty(options.ApiKey))
        {
            throw new ArgumentException("The emulator needs an ApiKey that is not empty.", nameof(options));
        }

        if (options.LogLimit < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.LogLimit, "The LogLimit must be 0 or more.");
        }

        if (options.LedgerLimit < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.LedgerLimit, "The LedgerLimit must be 0 or more.");
        }

        // Written so that NaN is rejected too.
        if (options.RequestsPerSecond is { } rate && !(rate is > 0 and <= RequestLimiter.MaxPerSecond))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), rate, $"RequestsPerSecond must be above 0 and at most {RequestLimiter.MaxPerSecond}; null is no limit.");
        }

        if (options.RequestsPerMinute < 1 || options.TotalRequestsPerMinute < 1 || options.TokensPerMinute < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "The limits of a minute must be 1 or more; null is no limit.");
        }

        if (options.MaxConcurrent < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxConcurrent, "MaxConcurrent must be 0 or more.");
        }

        if (options.EmbeddingBatchLimit < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.EmbeddingBatchLimit, "The EmbeddingBatchLimit must be 1 or more.");
        }

        if (options.Models is null)
        {
            throw new ArgumentException("Models must not be null; an empty list accepts every name.", nameof(options));
        }

        if (options.QuotaPerUnit <= 0 || options.SiteCallLimit < 1 || options.SiteCallWindow <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "QuotaPerUnit, SiteCallLimit and SiteCallWindow must be above 0.");
        }

        NotNegative(options.LogDelay, nameof(options));
        NotNegative(options.Latency, nameof(options));
        NotNegative(options.TokenDelay, nameof(options));
        NotNegative(options.VideoQueueTime, nameof(options));
        NotNegative(options.VideoRunTime, nameof(options));
    }

    private static TimeSpan NotNegative(TimeSpan value, string name)
        => value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "A delay must not be negative.");
}
