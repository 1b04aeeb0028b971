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
}
