using System;

namespace Whatai.Client;

/// <summary>A failed call to a gateway. It never contains the API key.</summary>
public sealed class WhataiException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public WhataiException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The HTTP status, if an answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The server's error code, as text even where the server sent a number.</summary>
    public string? Code { get; init; }

    /// <summary>The server's error type. Relays disagree on its values; do not branch on it.</summary>
    public string? Type { get; init; }

    /// <summary>The request member that the server blames.</summary>
    public string? Param { get; init; }

    /// <summary>The server's own message, without trailing request ids.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>The id to quote to the gateway's support: a header's, else the one inside the message.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the server asked to wait, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The start of the error body, at most 4,096 characters.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>The whole of an answer with status 200 that could not be read: it may be paid for. Null for all others.</summary>
    public string? RawJson { get; init; }

    /// <summary>The requested address, without its query.</summary>
    public Uri? RequestUri { get; init; }

    /// <summary>Whether a hosted file was asked for, whose host is not the gateway.</summary>
    public bool IsHostedFile { get; init; }

    /// <summary>Whether what was asked for may have run and been billed all the same, so that sending it again may cost twice.</summary>
    public bool MayHaveRun { get; internal set; }

    /// <summary>
    /// Whether it may well have passed when the same is asked again later. Where a call timed out or its connection was lost, see
    /// <see cref="MayHaveRun"/> beside it.
    /// </summary>
    public bool IsTransient => Kind is ErrorKind.RateLimited or ErrorKind.ServiceUnavailable or ErrorKind.TimedOut or ErrorKind.ConnectionFailed or ErrorKind.IncompleteAnswer;

    /// <summary>How many times the request was sent or tried.</summary>
    public int Attempts { get; init; } = 1;
}
