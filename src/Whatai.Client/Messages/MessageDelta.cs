using Whatai.Client.Conversations;

namespace Whatai.Client.Messages;

/// <summary>A piece of a streamed answer of Claude's own API. The last one carries <see cref="ModelDelta{TAnswer}.Completion"/>.</summary>
public sealed record MessageDelta : ModelDelta<MessageCompletion>
{
    /// <inheritdoc/>
    public override string Text { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string? Reasoning { get; init; }

    /// <summary>The event's type, such as <c>content_block_delta</c>.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>The block of the content that the piece belongs to, from 0; null for what belongs to none.</summary>
    public int? ContentIndex { get; init; }
}
