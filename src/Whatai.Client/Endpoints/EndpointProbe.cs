using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Raw;

namespace Whatai.Client.Endpoints;

/// <summary>One try of an endpoint: a connection of its own, and the models asked for, which costs nothing.</summary>
internal sealed class EndpointProbe(ConnectionOptions options)
{
    private readonly Stopwatch _clock = new();
    private bool _hasOtherRoute;

    public double? ConnectMs { get; private set; }

    public double? TlsMs => options.BaseUrls[0].Scheme == "https" ? ReadyMs - ConnectMs : null;

    public double? FirstByteMs => TotalMs - ReadyMs;

    public double? TotalMs { get; private set; }

    /// <summary>What the gateway said against it; null for nothing.</summary>
    public WhataiException? Failure { get; private set; }

    /// <summary>Whether it was the gateway that answered, and not a web site, a proxy or nobody.</summary>
    public bool IsAnswered => Failure is null || _hasOtherRoute || (Failure.StatusCode is >= 400 and < 500 && !LacksRoute(Failure)
        && Failure.Kind is not (ErrorKind.InvalidResponse or ErrorKind.TimedOut)
        && (Failure.Kind != ErrorKind.AuthenticationFailed || options.ApiKey is not { Length: > 0 })
        && IsNoPage(Failure));

    private double? ReadyMs { get; set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = new WhataiClient(options, CreateHandler());
        _clock.Start();
        try
        {
            await client.Models.ListAsync(new CallOptions { MaxRetries = 0, Observer = Note }, cancellationToken).ConfigureAwait(false);
        }
        catch (WhataiException ex)
        {
            Failure = ex;
            _hasOtherRoute = LacksRoute(ex) && await HasChatAsync(client, cancellationToken).ConfigureAwait(false);
        }
    }

    // Any web server has no such route. A gateway may have no list of models either, but then it knows chat: an empty request costs nothing.
    private static async Task<bool> HasChatAsync(WhataiClient client, CancellationToken cancellationToken)
    {
        var call = new RawCall(HttpMethod.Post, "v1/chat/completions") { Body = "{}"u8.ToArray() };
        try
        {
            await client.Raw.SendAsync(call, new CallOptions { MaxRetries = 0 }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (WhataiException ex)
        {
            return ex.StatusCode is >= 400 and < 500 && (!LacksRoute(ex) || ex.Code?.Contains("model", StringComparison.OrdinalIgnoreCase) == true) && IsNoPage(ex);
        }
    }

    private static bool LacksRoute(WhataiException failure) => failure.StatusCode is 404 or 405;

    private static bool IsNoPage(WhataiException failure) => (failure.ResponseBody ?? string.Empty).TrimStart().FirstOrDefault() != '<';

    private void Note(CallEvent step)
    {
        if (step.Step == CallStep.Answered)
        {
            TotalMs ??= _clock.Elapsed.TotalMilliseconds;
        }
    }

#if NETFRAMEWORK
    private HttpMessageHandler CreateHandler() => HandlerFactory.Create(options);
#else
    private SocketsHttpHandler CreateHandler()
    {
        var handler = (SocketsHttpHandler)HandlerFactory.Create(options);
        handler.ConnectCallback = async (context, token) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, token).ConfigureAwait(false);
                ConnectMs ??= _clock.Elapsed.TotalMilliseconds;
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        handler.PlaintextStreamFilter = (context, _) =>
        {
            ReadyMs ??= _clock.Elapsed.TotalMilliseconds;
            return ValueTask.FromResult(context.PlaintextStream);
        };
        return handler;
    }
#endif
}
