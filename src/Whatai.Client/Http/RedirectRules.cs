using System;
using System.Net.Http;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>Which redirects are followed: those that keep the method, and stay on the gateway's host unless the request is for a hosted file.</summary>
internal static class RedirectRules
{
    private const int Most = 5;

    /// <summary>Where an answer points to; null where it is no redirect.</summary>
    public static Uri? TargetOf(HttpResponseMessage response, Uri uri) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is Uri location
            && Uri.TryCreate(uri, location, out Uri? target)
            ? target
            : null;

    /// <summary>Why a redirect is not followed; null where it is.</summary>
    public static WhataiException? Refuse(ApiRequest request, int status, Uri target, int followed, CallContext context)
    {
        bool keepsMethod = request.Method == HttpMethod.Get || status is 307 or 308;
        bool staysThere = RequestMessageFactory.IsSameHost(context.RequestUri, target);
        bool mayGoThere = request.MediaUri is not null || request.MayLeaveGateway ? target.Scheme is "http" or "https" : staysThere;
        return !keepsMethod || !mayGoThere ? ApiFailures.Redirected(target, status, staysThere, context)
            : followed == Most ? ApiFailures.RedirectedTooOften(target, status, Most, context)
            : null;
    }
}
