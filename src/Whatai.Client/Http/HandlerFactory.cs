using System;
using System.Net;
using System.Net.Http;

namespace Whatai.Client.Http;

/// <summary>Makes the one pooled handler of a connection.</summary>
internal static class HandlerFactory
{
    // The frameworks' own default, said so that none of them changes it.
    private const int LargestHeadKB = 64;

#if NETFRAMEWORK
    /// <summary>The system's proxy.</summary>
    public static IWebProxy? SystemProxy => WebRequest.DefaultWebProxy;

    public static HttpMessageHandler Create(ConnectionOptions options)
    {
        // Process-wide, and on 4.7.2 the system's default already allows TLS 1.2; older registries may not.
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        var handler = new HttpClientHandler
        {
            // Redirects are followed by ApiSender, which knows where the key may go.
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = LargestHeadKB,
            UseProxy = !options.NoProxy,
            Proxy = ProxyOf(options),
            MaxConnectionsPerServer = 256,
        };
        if (options.SkipCertificateCheck)
        {
            handler.ServerCertificateCustomValidationCallback = static (_, _, _, _) => true;
        }

        return handler;
    }
#else
    /// <summary>The system's proxy.</summary>
    public static IWebProxy? SystemProxy => HttpClient.DefaultProxy;

    public static HttpMessageHandler Create(ConnectionOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects are followed by ApiSender, which knows where the key may go.
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = LargestHeadKB,
            UseProxy = !options.NoProxy,
            Proxy = ProxyOf(options),
            ConnectTimeout = options.ConnectTimeout > TimeSpan.Zero ? options.ConnectTimeout : System.Threading.Timeout.InfiniteTimeSpan,
            // Sites move between lines; a day-long session must see a changed DNS record.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            EnableMultipleHttp2Connections = true,
            // A stream that is given up must close now, not be read on in the background.
            MaxResponseDrainSize = 0,
            PlaintextStreamFilter = static (context, _) => new(
                context.NegotiatedHttpVersion == HttpVersion.Version20 ? context.PlaintextStream : new ClosingConnectionStream(new ReadAheadStream(context.PlaintextStream))),
        };
        if (options.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // Asked for by name, and said aloud at each connect.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }
#endif

    private static LoopbackBypass? ProxyOf(ConnectionOptions options) => options.NoProxy ? null : new LoopbackBypass(options.Proxy ?? SystemProxy);

    /// <summary>A proxy for the world must not catch an emulator on this machine.</summary>
    private sealed class LoopbackBypass(IWebProxy? inner) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => inner?.Credentials;
            set
            {
                if (inner is not null)
                {
                    inner.Credentials = value;
                }
            }
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner?.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || inner is null || inner.IsBypassed(host);
    }
}
