using System;
using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <content>What goes wrong with the routes of a site itself.</content>
internal static partial class ApiFailures
{
    /// <summary>An answer that is not what the route answers: a refusal with status 200, or the shape of another site.</summary>
    /// <param name="missing">The member that is missing, or has no value that can be used.</param>
    /// <param name="body">The answer.</param>
    /// <param name="context">Which call it was.</param>
    public static WhataiException SiteAnswer(string missing, byte[] body, CallContext context)
    {
        ErrorBody error = ErrorBody.Parse(context.Redacted(body));
        return Create(
            error.IsError ? KindOf(error.Status, error, context) : ErrorKind.InvalidResponse,
            error is { IsError: true, Message.Length: > 0 }
                ? new LocalizableMessage("SiteRefused", $"{context.ShownUri} refused: {error.Message}")
                : new LocalizableMessage("SiteMemberMissing", $"The answer of {context.ShownUri} has no '{missing}' that can be read. What the site means is not known, so nothing is computed from it."),
            context,
            error,
            body,
            200);
    }

    /// <summary>A route would refuse one more call for now; none was sent.</summary>
    public static WhataiException SiteLimit(Uri address, TimeSpan wait, int calls, TimeSpan window)
    {
        var text = new LocalizableMessage("SiteLimit", $"{address} takes {calls} calls in {window.TotalMinutes} minutes from one address, and this process has made them. Nothing was sent; ask again in {Math.Ceiling(wait.TotalSeconds)} seconds.");
        return text.AttachTo(new WhataiException(ErrorKind.RateLimited, text.ToString()) { RequestUri = address, RetryAfter = wait, Attempts = 0 });
    }

    /// <summary>A route refused without a word, since too many calls came from this address.</summary>
    public static WhataiException SiteRefusal(WhataiException refusal, int calls, TimeSpan window)
    {
        var text = new LocalizableMessage("SiteRefusal", $"{refusal.RequestUri} refused (HTTP 429): it takes about {calls} calls in {window.TotalMinutes} minutes from one address, other programs' among them. In {window.TotalMinutes} minutes it may be asked again.");
        return text.AttachTo(new WhataiException(ErrorKind.RateLimited, text.ToString(), refusal)
        {
            StatusCode = refusal.StatusCode,
            RequestUri = refusal.RequestUri,
            RequestId = refusal.RequestId,
            RetryAfter = window,
            Attempts = refusal.Attempts,
        });
    }
}
