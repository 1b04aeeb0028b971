using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client;

/// <summary>
/// A client of one gateway account. It owns one pooled handler; keep it for as long as the account is used. Safe for
/// calls side by side.
/// </summary>
public sealed partial class WhataiClient : IDisposable
{
    private readonly ApiSender _sender;
    private readonly TimeProvider _clock;

    /// <summary>Creates the client. Nothing is sent yet.</summary>
    /// <param name="options">How to reach the gateway.</param>
    /// <exception cref="ArgumentException">There is no base URL, or the key has characters that no header can carry.</exception>
    public WhataiClient(ConnectionOptions options)
        : this(options, handler: null)
    {
    }

    internal WhataiClient(ConnectionOptions options, HttpMessageHandler? handler, TimeProvider? clock = null, Func<double>? jitter = null)
    {
        if ((options ?? throw new ArgumentNullException(nameof(options))).BaseUrls.Count == 0)
        {
            throw new KnownText("NoBaseUrl", $"A connection needs at least one base URL.").Refuse(nameof(options));
        }

        ApiKeyText.ThrowIfUnusable(options.ApiKey);
        _clock = clock ?? TimeProvider.System;
        _sender = new ApiSender(options, handler, clock, jitter);
    }

    /// <summary>How the gateway is reached.</summary>
    public ConnectionOptions Options => _sender.Options;

    /// <summary>The line that is used now: the first one that is not set aside because it did not serve.</summary>
    public Uri CurrentLine => _sender.CurrentLine;

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sender.Dispose();

    private Func<CancellationToken, Task<ApiResponse>> Opening(ApiRequest call, CallOptions? options) => token => _sender.OpenAsync(call, options, token);

    // To read as a stream what came as a whole.
    private static Func<CancellationToken, Task<ApiResponse>> Opening(ApiAnswer answer) => _ => Task.FromResult(ApiResponse.Of(answer));
}
