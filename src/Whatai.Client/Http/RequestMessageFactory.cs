using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;

namespace Whatai.Client.Http;

/// <summary>Makes the messages that go out, and decides who sees the key.</summary>
internal sealed class RequestMessageFactory(ConnectionOptions options, TimeProvider clock)
{
    private static readonly string s_userAgent =
        "WhataiPS/" + typeof(RequestMessageFactory).Assembly.GetName().Version?.ToString(3);

    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>The same server, or its https side.</summary>
    public static bool IsSameHost(Uri from, Uri to) =>
        string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port)
            || (from.Scheme == "http" && from.IsDefaultPort && to.Scheme == "https" && to.IsDefaultPort));

    public SendTrackingContent? CreateContent(ApiRequest request, CallOptions call, CallDeadline deadline)
    {
        if (request.Form is not MultipartForm form)
        {
            return request.Body is null ? null : new TrackedByteArrayContent(request.Body, request.ContentType);
        }

        var teller = new TransferProgressReporter(call.Observer, CallStep.Uploading, clock);
        return new TrackedMultipartContent(form, sent =>
        {
            // As long as something moves, the silence of the other side is no sign.
            deadline.ExpectData();
            teller.Moved(sent, form.Length);
        });
    }

    public HttpRequestMessage Create(ApiRequest request, CallOptions call, Uri uri, SendTrackingContent? content, bool isStream, out bool hasKey)
    {
        var message = new HttpRequestMessage(request.Method, uri) { Content = content };
        // Some servers promise keep-alive and yet close behind a stream, which the next call would only learn by being lost. HTTP/2 has no such header.
        message.Headers.ConnectionClose = isStream && request.MediaUri is null ? true : null;
#if !NETFRAMEWORK
        message.Version = System.Net.HttpVersion.Version20;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
#endif
        SetHeader(message, "Accept", request.Accept);
        SetHeader(message, "Accept-Encoding", DecodedContent.Accepted);
        SetHeader(message, "User-Agent", options.UserAgent ?? s_userAgent);
        hasKey = SetHeaders(message, request.Headers);
        if (ProxyLogin.HeaderFor(options, uri) is string login)
        {
            SetHeader(message, "Proxy-Authorization", login);
        }

        if (request.MediaUri is not null || !options.BaseUrls.Any(line => IsSameHost(line, uri)))
        {
            // The last wall: whatever made this address, the key goes to the connection's own hosts alone.
            return message;
        }

        hasKey |= SetHeaders(message, options.Headers);
        hasKey |= SetHeaders(message, call.Headers);
        if (ApiKeyText.Reveal(options.ApiKey) is { Length: > 0 } key)
        {
            hasKey = true;
            SetHeader(message, options.ApiKeyHeader ?? "Authorization", options.ApiKeyHeader is null ? "Bearer " + key : key);
        }

        return message;
    }

    // Tells whether one of them may hold a key.
    private bool SetHeaders(HttpRequestMessage message, IReadOnlyDictionary<string, string>? headers)
    {
        bool hasKey = false;
        foreach (KeyValuePair<string, string> header in headers ?? s_none)
        {
            SetHeader(message, header.Key, header.Value);
            hasKey |= header.Key == options.ApiKeyHeader || (ApiKeyText.IsSecretHeader(header.Key) && !header.Key.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase));
        }

        return hasKey;
    }

    private static void SetHeader(HttpRequestMessage message, string name, string value)
    {
        if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            message.Content?.Headers.Remove(name);
            message.Content?.Headers.TryAddWithoutValidation(name, value);
            return;
        }

        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
