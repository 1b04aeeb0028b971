using System;
using Whatai.Client.Tasks;

namespace Whatai.Client.Videos;

/// <summary>
/// A video on its way, or ready: one shape for all routes. It is plain data, so that it survives the process that started it: by its
/// id and its route any other process can ask for it.
/// </summary>
public sealed record VideoTask : IGatewayTask
{
    /// <summary>The gateway's id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="VideoStatus"/>, or what the gateway said where that is none of them.</summary>
    public required string Status { get; init; }

    /// <summary>0 to 100, where the gateway tells it.</summary>
    public int? Progress { get; init; }

    /// <summary>The code of why it failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Why it failed, in the service's words.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What it was made from: the piped object, else the prompt.</summary>
    public object? Input { get; init; }

    /// <summary>What it was asked for.</summary>
    public string? Prompt { get; init; }

    /// <summary>The model; null where neither the request nor the gateway said.</summary>
    public string? Model { get; init; }

    /// <summary>The file that it was saved to.</summary>
    public string? Path { get; init; }

    /// <summary>Where the video is hosted: signed, for about a day. Null until it is ready, and where the gateway gives it out itself.</summary>
    public Uri? VideoUrl { get; init; }

    /// <summary>The file that its last frame was saved to.</summary>
    public string? LastFramePath { get; init; }

    /// <summary>Where the last frame is hosted, if it was asked for.</summary>
    public Uri? LastFrameUrl { get; init; }

    /// <summary>The video's length in seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>Such as <c>720p</c>.</summary>
    public string? Resolution { get; init; }

    /// <summary>Such as <c>16:9</c>.</summary>
    public string? Ratio { get; init; }

    /// <summary>The size in pixels where the route speaks of that, such as <c>1280x720</c>.</summary>
    public string? Size { get; init; }

    /// <summary>The video's length in frames, where it was asked for so.</summary>
    public int? Frames { get; init; }

    /// <summary>Frames a second.</summary>
    public int? FramesPerSecond { get; init; }

    /// <summary>The seed that was used.</summary>
    public long? Seed { get; init; }

    /// <summary>The service tier, <c>default</c> or <c>flex</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Whether it has sound.</summary>
    public bool? GenerateAudio { get; init; }

    /// <summary>Whether it is a draft; its id may be given to make the video itself.</summary>
    public bool? Draft { get; init; }

    /// <summary>The draft's task that it was made from.</summary>
    public string? DraftTaskId { get; init; }

    /// <summary>What the service made of the prompt.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>What it took; null until it is ready, and where the gateway does not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it costs; null until that is known, and where it fails, which gateways pay back.</summary>
    public Cost? Cost { get; init; }

    /// <summary>When it was started, by the gateway's clock, else by this machine's; null where neither is known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its state changed last, by the gateway's clock.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The route that knows the id, one of <see cref="VideoRoute"/>.</summary>
    public required string Route { get; init; }

    /// <summary>The gateway's id of the last request about it, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The server's JSON.</summary>
    public string RawJson { get; init; } = string.Empty;

    string? IGatewayTask.StatusText => Status;

    bool IGatewayTask.IsFinal => VideoStatus.IsFinal(Status);

    bool IGatewayTask.IsSucceeded => Status == VideoStatus.Succeeded;

    /// <summary>The id.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Id;
}
