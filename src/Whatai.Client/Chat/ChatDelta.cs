using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>A piece of a streamed chat answer. The last one carries <see cref="ModelDelta{TAnswer}.Completion"/>.</summary>
public sealed record ChatDelta : ModelDelta<ChatCompletion>
{
    /// <inheritdoc/>
    public override string Text { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string? Reasoning { get; init; }

    /// <summary>New sound of a spoken answer, in the format that was asked for.</summary>
    public byte[]? Audio { get; init; }
}
