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

        IWebProxy? proxy = options.Proxy ?? HandlerFactory.SystemProxy;
        if (proxy?.Credentials is not ICredentials credentials || proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not { Scheme: "http" or "https" } address || address == uri
            || credentials.GetCredential(address, "Basic") is not { UserName.Length: > 0 } login)
        {
            return null;
        }

        string name = login.Domain.Length > 0 ? login.Domain + "\\" + login.UserName : login.UserName;
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(name + ":" + login.Password));
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
