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
    public static WhataiException SiteAnswer(string missing, byte[] body, CallContext context) => NotTold(
        body,
        context,
        says => new LocalizableMessage("SiteRefused", $"{context.ShownUri} refused: {says}"),
        new LocalizableMessage("SiteMemberMissing", $"The answer of {context.ShownUri} has no '{missing}' that can be read. What the site means is not known, so nothing is computed from it."));

    /// <summary>An answer of a route for balances that tells none: an error with status 200, or a shape of another site.</summary>
    public static WhataiException NoBalance(byte[] body, CallContext context) => NotTold(
        body,
        context,
        static says => new LocalizableMessage("NoBalanceSaying", $"The gateway reports no balance: {says}"),
        new LocalizableMessage("NoBalance", $"{context.ShownUri} answered without a balance."));

    private static WhataiException NotTold(byte[] body, CallContext context, Func<string, LocalizableMessage> refused, LocalizableMessage other)
    {
        ErrorBody error = ErrorBody.Parse(context.Redacted(body));
        return Create(
            error.IsError ? KindOf(error.Status, error, context) : ErrorKind.InvalidResponse,
            error is { IsError: true, Message: { Length: > 0 } says } ? refused(says) : other,
            context,
            error,
            body,
            200);
    }
}
