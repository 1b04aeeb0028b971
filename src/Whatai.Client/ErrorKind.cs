namespace Whatai.Client;

/// <summary>What went wrong, in terms a caller can branch on. The names are stable: scripts see them as error ids.</summary>
public enum ErrorKind
{
    /// <summary>HTTP 401: the key is wrong, expired or (on new-api relays) used up.</summary>
    AuthenticationFailed,

    /// <summary>HTTP 401, and no key was sent.</summary>
    ApiKeyMissing,

    /// <summary>HTTP 407: the proxy wants to know who asks, or did not accept who did. The gateway saw nothing of it.</summary>
    ProxyAuthenticationFailed,

    /// <summary>HTTP 403: the key may not use this model, group or address.</summary>
    PermissionDenied,

    /// <summary>HTTP 403 or 429 whose code says that the quota is used up. Waiting does not help.</summary>
    QuotaExceeded,

    /// <summary>HTTP 404, or a model that no channel of the gateway serves.</summary>
    NotFound,

    /// <summary>HTTP 400, 413, 422 or a local validation of the gateway: the request itself is wrong.</summary>
    InvalidRequest,

    /// <summary>The gateway or the model refused to look at the prompt for what it holds.</summary>
    ContentBlocked,

    /// <summary>HTTP 429: too many requests for now.</summary>
    RateLimited,

    /// <summary>No answer in time: the connect, idle or total time-out, or HTTP 408, 504, 522, 524, 598 and 599.</summary>
    TimedOut,

    /// <summary>DNS, TCP, TLS or proxy failure, or a connection lost before the answer began.</summary>
    ConnectionFailed,

    /// <summary>The server answered with something that is not what the protocol says: a web page, broken JSON, a redirect elsewhere.</summary>
    InvalidResponse,

    /// <summary>The answer, or an event of its stream, is larger than what may be kept in memory. It was given up.</summary>
    ResponseTooLarge,

    /// <summary>A stream ended before the model said that it was done. What came before was delivered.</summary>
    IncompleteAnswer,

    /// <summary>HTTP 5xx, or an error that the gateway reported from its upstream.</summary>
    ServiceUnavailable,
}
