namespace Whatai.Client.Http;

/// <summary>What became of one sending of a request: an answer, or a failure and what may be done about it.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="MayRepeat">Whether the request may be sent again.</param>
/// <param name="NotSent">Whether nothing of it can have been read.</param>
/// <param name="EndpointFailed">Whether the failure tells of the endpoint.</param>
internal sealed record Attempt(StreamingResponse? Response, WhataiException? Failure, bool MayRepeat, bool NotSent, bool EndpointFailed)
{
    /// <summary>What the gateway told of its limit, where that is why it refused the request.</summary>
    public RateLimitNotice? Limit { get; init; }

    public static Attempt Failed(WhataiException failure, bool mayRepeat = false, bool endpointFailed = false) =>
        new(null, failure, mayRepeat, NotSent: false, endpointFailed);

    public static Attempt Unsent(WhataiException failure) => new(null, failure, MayRepeat: true, NotSent: true, EndpointFailed: true);
}
