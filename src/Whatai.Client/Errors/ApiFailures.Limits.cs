using System;
using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <content>What went wrong with the gateway's limits.</content>
internal static partial class ApiFailures
{
    /// <summary>A run has waited for the gateway's limit for as long as it may.</summary>
    public static WhataiException WaitedTooLong(TimeSpan longest, WhataiException? refusal, CallContext context) => Create(
        ErrorKind.RateLimited,
        new LocalizableMessage("WaitedTooLong", $"The run has waited {longest.TotalSeconds:0.###} s for the limit of {context.RequestUri.Authority}, the longest that it may (-MaximumWaitSec)."),
        context,
        status: refusal?.StatusCode,
        inner: refusal);

    /// <summary>A call waited for the gateway's limit until its own time was up.</summary>
    public static WhataiException LimitOutlasted(CallDeadline deadline, CallContext context, Exception inner) => Create(
        ErrorKind.RateLimited,
        new LocalizableMessage("LimitOutlasted", $"The request was not sent: the limit of {context.RequestUri.Authority} left no room for it within {deadline.Total.TotalSeconds:0.###} s, the longest that a call may take (-TimeoutSec)."),
        context,
        inner: inner);
}
