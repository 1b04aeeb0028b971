using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client.Tests;

/// <summary>A relay that lets so many requests in within a window, on a <see cref="VirtualClock"/>.</summary>
internal sealed class LimitedRelay(VirtualClock clock, int most = 60, double windowSeconds = 60, double latencySeconds = 0.05) : HttpMessageHandler
{
    private readonly List<TimeSpan> _log = [];
    private readonly TimeSpan _window = TimeSpan.FromSeconds(windowSeconds);
    private int _running;
    private double _level;
    private TimeSpan _levelAt;

    public bool IsFixed { get; init; }

    public bool CountsRefused { get; init; }

    /// <summary>Whether there is room for one more each time that a share of the window is over.</summary>
    public bool IsBucket { get; init; }

    public int MostRunning { get; init; } = int.MaxValue;

    /// <summary>How many requests it has let in just before.</summary>
    public int UsedBefore
    {
        init => _log.AddRange(Enumerable.Repeat(TimeSpan.Zero, value));
    }

    /// <summary>How many requests it refuses first, for no reason.</summary>
    public int RefusesFirst { get; init; }

    /// <summary>What it says when it refuses.</summary>
    public string Words { get; init; } = "Too many requests";

    /// <summary>Whether it says when there is room again.</summary>
    public bool SaysWhen { get; init; }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    public TimeSpan Last { get; private set; }

    public Dictionary<string, int> Answers { get; } = [];

    /// <summary>Asks so many prompts, so many side by side, as a run of one process does.</summary>
    public static async Task AskAsync(WhataiClient client, int prompts, int sideBySide, RateLimitWait run, string name = "", int shares = 1)
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, sideBySide).Select(async _ =>
        {
            while (next < prompts)
            {
                await client.Chat.CompleteAsync(Given.Chat($"{name}{next++}"), new CallOptions { LimitWait = run, Shares = shares }).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
    }

    public WhataiClient Connect(TimeProvider process, ConnectionOptions? options = null) => new(options ?? Given.Options(), this, process, () => 0);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(0.004), clock, CancellationToken.None).ConfigureAwait(false);
        TimeSpan now = clock.Elapsed;
        Last = now;
        _log.RemoveAll(each => IsFixed ? Math.Floor(each / _window) != Math.Floor(now / _window) : now - each >= _window);
        if (IsBucket)
        {
            _level = System.Math.Max(0, _level - ((now - _levelAt) / _window * most));
            _levelAt = now;
        }

        bool isBusy = _running >= MostRunning;
        if ((IsBucket ? _level > most - 1 : _log.Count >= most) || isBusy || Refused < RefusesFirst)
        {
            Refused++;
            HttpResponseMessage refusal = Answer(HttpStatusCode.TooManyRequests, $$$"""{"error":{"message":"{{{Words}}}","type":"new_api_error","param":"","code":null}}""");
            if (SaysWhen && !isBusy)
            {
                TimeSpan room = IsFixed ? (Math.Floor(now / _window) + 1) * _window : _log[0] + _window;
                refusal.Headers.Add("retry-after-ms", Math.Ceiling((room - now).TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            if (CountsRefused)
            {
                _log.Add(now);
            }

            return refusal;
        }

        _log.Add(now);
        _level++;
        Accepted++;
        _running++;
        await Task.Delay(TimeSpan.FromSeconds(latencySeconds), clock, CancellationToken.None).ConfigureAwait(false);
        _running--;
        Answers[body] = Answers.GetValueOrDefault(body) + 1;
        return Answer(HttpStatusCode.OK, Given.ChatJson());
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
