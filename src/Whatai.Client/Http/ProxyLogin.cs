using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>
/// Who to be for a proxy. On plain http the framework tells it after a 407 alone, when the body has gone for nothing and the proxy may have
/// closed; so it goes along from the start. A tunnel for https is asked for before there is a body, and is left to the framework.
/// </summary>
internal static class ProxyLogin
{
#if !NETFRAMEWORK
    private static readonly string[] s_statuses = ["401", "407"];
#endif

    /// <summary>The value of <c>Proxy-Authorization</c>; null where there is no proxy on the way, or no name for it.</summary>
    public static string? HeaderFor(ConnectionOptions options, Uri uri)
    {
        // Loopback addresses never go through one.
        if (options.NoProxy || uri.Scheme != "http" || uri.IsLoopback)
        {
            return null;
        }

        return AddressOf(options, uri) is { Scheme: "http" or "https" } && Of(options, uri) is NetworkCredential login ? "Basic " + Token(login) : null;
    }

    /// <summary>Who to be for the proxy on the way; null where there is none, or no name for it.</summary>
    public static NetworkCredential? Of(ConnectionOptions options, Uri uri)
    {
        ICredentials? credentials = (options.Proxy ?? HandlerFactory.SystemProxy)?.Credentials;
        return credentials is not null && AddressOf(options, uri) is Uri address && credentials.GetCredential(address, "Basic") is { UserName.Length: > 0 } login ? login : null;
    }

    /// <summary>The name and the password as Basic has them.</summary>
    public static string Token(NetworkCredential login)
    {
        string name = login.Domain.Length > 0 ? login.Domain + "\\" + login.UserName : login.UserName;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(name + ":" + login.Password));
    }

    private static Uri? AddressOf(ConnectionOptions options, Uri uri)
    {
        IWebProxy? proxy = options.NoProxy ? null : options.Proxy ?? HandlerFactory.SystemProxy;
        return proxy is null || proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not Uri address || address == uri ? null : address;
    }

    /// <summary>Whether a 401 is the proxy's word for who got the password wrong, as tinyproxy has it. A gateway wants no Basic.</summary>
    public static bool IsRefusal(HttpResponseMessage response, ConnectionOptions options, Uri uri) => response.StatusCode == HttpStatusCode.Unauthorized
        && response.Headers.WwwAuthenticate.Any(static wanted => wanted.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) && HeaderFor(options, uri) is not null;

    /// <summary>Whether a proxy refused a tunnel for who asked. The framework says its status in the message alone.</summary>
    public static bool IsRefusal(Exception exception)
    {
#if NETFRAMEWORK
        return (exception as WebException ?? exception.InnerException as WebException)?.Response is HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired };
#else
        return exception is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }
            && Array.Exists(s_statuses, status => exception.Message.Contains($"'{status}'", StringComparison.Ordinal));
#endif
    }
}
