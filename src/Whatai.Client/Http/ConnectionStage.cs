using System;

namespace Whatai.Client.Http;

/// <summary>How far a connection came before it failed.</summary>
internal static class ConnectionStage
{
    /// <summary>What the exception itself says of the connection, where it does.</summary>
    public static bool? NeverConnected(Exception exception)
    {
#if NETFRAMEWORK
        return (exception as System.Net.WebException ?? exception.InnerException as System.Net.WebException)?.Status
            is System.Net.WebExceptionStatus.NameResolutionFailure
            or System.Net.WebExceptionStatus.ConnectFailure
            or System.Net.WebExceptionStatus.ProxyNameResolutionFailure
            or System.Net.WebExceptionStatus.TrustFailure
            or System.Net.WebExceptionStatus.SecureChannelFailure ? true : null;
#else
        return (exception as System.Net.Http.HttpRequestException)?.HttpRequestError
            is System.Net.Http.HttpRequestError.NameResolutionError
            or System.Net.Http.HttpRequestError.ConnectionError
            or System.Net.Http.HttpRequestError.SecureConnectionError
            or System.Net.Http.HttpRequestError.ProxyTunnelError ? true : null;
#endif
    }
}
