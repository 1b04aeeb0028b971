using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>The steps that scripts are made of.</summary>
internal static class Steps
{
    public static Step Ok(string? body = null) => Answer(200, body ?? Given.ChatJson());

    public static Step Answer(int status, string body = "", params (string Name, string Value)[] headers) =>
        Answer(status, Given.Utf8(body), "application/json", headers);

    public static Step Answer(int status, byte[] body, string? mediaType, params (string Name, string Value)[] headers) =>
        AnswerBy(status, () => new ByteArrayContent(body), mediaType, headers);

    public static Step Page(int status, string html) => Answer(status, Given.Utf8(html), "text/html");

    public static Step Events(string body) => Events(() => new MemoryStream(Given.Utf8(body)));

    public static Step Events(Func<Stream> body, string? mediaType = "text/event-stream") =>
        AnswerBy(200, () => new StreamContent(body()), mediaType);

    public static Step Redirect(int status, string? location) =>
        location is null ? Answer(status) : Answer(status, string.Empty, ("Location", location));

    /// <summary>DNS, TCP or TLS failed, and the framework says so.</summary>
    public static Step NoConnection() => (_, _) =>
        throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused", new IOException("refused"));

    /// <summary>It broke before any of the body was taken.</summary>
    public static Step BreaksUnsent() => (_, _) => throw new HttpRequestException("broken");

    /// <summary>It broke when the body had been sent.</summary>
    public static Step BreaksInFlight() => ThrowsInFlight(() => new HttpRequestException("broken", new IOException("Connection reset by peer")));

    public static Step ThrowsInFlight(Func<Exception> exception) => async (request, _) =>
    {
        await request.ReadAsync();
        throw exception();
    };

    /// <summary>No answer ever comes.</summary>
    public static Step Hangs() => async (request, cancellationToken) =>
    {
        await request.ReadAsync();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("never");
    };

    private static Step AnswerBy(int status, Func<HttpContent> content, string? mediaType, params (string Name, string Value)[] headers) => async (request, _) =>
    {
        await request.ReadAsync();
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content() };
        if (mediaType is not null)
        {
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    };
}
