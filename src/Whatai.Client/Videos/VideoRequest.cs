using System.Collections.Generic;

namespace Whatai.Client.Videos;

/// <summary>
/// What a video is to be. What is null is not sent, so that the model's own default holds. Media are http addresses or data URIs.
/// First and last frame exclude references. The ranges are those of Ark's reference of content generation tasks.
/// </summary>
public sealed record VideoRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>What is to be seen. It may be empty where there are images.</summary>
    public string Prompt { get; init; } = string.Empty;

    /// <summary>One of <see cref="VideoRoute"/>; null chooses by the model.</summary>
    public string? Route { get; init; }

    /// <summary>The image that the video begins with.</summary>
    public string? FirstFrame { get; init; }

    /// <summary>The image that the video ends with; needs a first one.</summary>
    public string? LastFrame { get; init; }

    /// <summary>Images of what is to be in the video.</summary>
    public IReadOnlyList<string> ReferenceImages { get; init; } = [];

    /// <summary>Videos to go by.</summary>
    public IReadOnlyList<string> ReferenceVideos { get; init; } = [];

    /// <summary>Sounds to go by; not without an image or a video.</summary>
    public IReadOnlyList<string> ReferenceAudios { get; init; } = [];

    /// <summary><c>480p</c>, <c>720p</c>, <c>1080p</c>, or what else the model knows.</summary>
    public string? Resolution { get; init; }

    /// <summary><c>16:9</c>, <c>4:3</c>, <c>1:1</c>, <c>3:4</c>, <c>9:16</c>, <c>21:9</c> or <c>adaptive</c>.</summary>
    public string? Ratio { get; init; }

    /// <summary>Seconds: 2 to 12 for Seedance 1.0, 4 to 12 for 1.5, 4 to 15 for 2.0, 4 to 30 for 2.5; −1 lets the model choose.</summary>
    public int? Duration { get; init; }

    /// <summary>29 to 289 and of the form 25 + 4n, in the place of a duration (Seedance 1.0).</summary>
    public int? Frames { get; init; }

    /// <summary>−1 to 4,294,967,295; −1 is any.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether the camera stands still.</summary>
    public bool? CameraFixed { get; init; }

    /// <summary>Whether there is a watermark.</summary>
    public bool? Watermark { get; init; }

    /// <summary>Whether the last frame comes as an image, too.</summary>
    public bool? ReturnLastFrame { get; init; }

    /// <summary>Whether there is sound (Seedance 1.5 and later).</summary>
    public bool? GenerateAudio { get; init; }

    /// <summary>Whether it is a cheap preview (Seedance 1.5 pro, 480p).</summary>
    public bool? Draft { get; init; }

    /// <summary>The id of a draft's task, of which the video itself is to be made (Seedance 1.5 pro).</summary>
    public string? DraftTask { get; init; }

    /// <summary>How urgent it is among the account's tasks: higher goes first.</summary>
    public int? Priority { get; init; }

    /// <summary>A hashed id of the end user, of at most 64 characters, for the gateway's abuse control.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>Whether the model may search the web for what is to be seen (Seedance 2.0 and later).</summary>
    public bool WebSearch { get; init; }

    /// <summary><c>default</c>, or <c>flex</c>: slower and cheaper.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>3,600 to 259,200 seconds, after which an unfinished task expires.</summary>
    public int? ExpiresAfter { get; init; }

    /// <summary>An address that the service tells of each change of state.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>
    /// Whether size, length, seed and the like go as flags inside the text (<c>--ratio 16:9</c>), which older models want. Null
    /// decides by the model.
    /// </summary>
    public bool? UseTextFlags { get; init; }

    /// <summary>What to note on the task as its input; not sent.</summary>
    public object? Input { get; init; }
}
