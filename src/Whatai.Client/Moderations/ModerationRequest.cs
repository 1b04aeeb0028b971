using System.Collections.Generic;

namespace Whatai.Client.Moderations;

/// <summary>A request of the moderations API.</summary>
public sealed record ModerationRequest
{
    /// <summary>The model where none is given. It is always sent: a gateway's own default may be one for texts alone.</summary>
    public const string DefaultModel = "omni-moderation-latest";

    /// <summary>The model's id.</summary>
    public string Model { get; init; } = DefaultModel;

    /// <summary>What is judged: one text or more, each by itself; or one input with images.</summary>
    public required IReadOnlyList<ModerationInput> Inputs { get; init; }
}
