using System;
using System.Collections.Generic;

namespace Whatai.Emulator;

/// <summary>One request as received by the emulator, at the moment when <see cref="GatewayEmulator.Requests"/> was read.</summary>
public sealed record EmulatorRequest
{
    /// <summary>A sequence number from 1, in order of arrival.</summary>
    public required int Id { get; init; }

    /// <summary>When the request's headers had arrived (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method, as sent.</summary>
    public required string Method { get; init; }

    /// <summary>The path with its query; a <c>key</c> in the query is masked.</summary>
    public required string Path { get; init; }

    /// <summary>The headers by name (any case). Those that carry a key are masked, such as <c>Bearer ***</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether any key was sent: in Authorization, x-api-key, x-goog-api-key or the query.</summary>
    public required bool HasAuthorization { get; init; }

    /// <summary>Whether the key that was sent is the emulator's.</summary>
    public required bool Authorized { get; init; }

    /// <summary>Whether it was sent to the media host's port, and not to the gateway's.</summary>
    public bool IsMediaHost { get; init; }

    /// <summary>The number of the emulator's line that received it, from 1; 0 for the media host.</summary>
    public int Line { get; init; }

    /// <summary>
    /// The body as UTF-8 text, its first 64 KB at most. When all bodies together exceed 32 million characters, the oldest
    /// are emptied first.
    /// </summary>
    public required string Body { get; init; }

    /// <summary>The length of the whole body in bytes.</summary>
    public required long BodyLength { get; init; }

    /// <summary>The HTTP status of the answer; 0 while there is none, or when there never was one.</summary>
    public required int Status { get; init; }

    /// <summary>The fault applied to this request, or null.</summary>
    public required string? Fault { get; init; }

    /// <summary>The time from arrival to the end of the answer, or until now while pending.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// <c>Pending</c>: not answered yet, or cut short by the emulator's own stop. <c>Completed</c>: the whole answer was written.
    /// <c>ClientClosed</c>: the client disconnected before that (closing only its sending side counts as a disconnect).
    /// <c>Faulted</c>: a fault cut the answer or the connection deliberately.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>The number of data events written to the socket; comments and <c>[DONE]</c> are not counted.</summary>
    public required long ChunksSent { get; init; }

    /// <summary>Such as <c>#3 POST /v1/chat/completions 200 Completed</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"#{Id} {Method} {Path} {Status} {Outcome}";
}
