using System.Collections.Generic;
using Whatai.Client.Media;

namespace Whatai.Client.Conversations;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks; see <see cref="ChatRole"/>.</param>
/// <param name="Content">What is said. Null where the message is tool calls or a refusal alone.</param>
public sealed record ChatMessage(string Role, string? Content)
{
    /// <summary>The parts, where the message is more than text; they are sent in the place of <see cref="Content"/>.</summary>
    public IReadOnlyList<ChatContentPart>? Parts { get; init; }

    /// <summary>The author's name, for conversations among several.</summary>
    public string? Name { get; init; }

    /// <summary>What the model thought before it answered, where the gateway shows it. What of it the server wants back stands in <see cref="Native"/>.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Why the model declined, where it did so in this field.</summary>
    public string? Refusal { get; init; }

    /// <summary>The tools that an assistant message calls.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }

    /// <summary>The images of an answer, wherever the gateway put them. They are not sent back.</summary>
    public IReadOnlyList<WhataiImage> Images { get; init => field = ItemList.Of(value); } = ItemList.Of<WhataiImage>([]);

    /// <summary>The sound of a spoken answer. It is not sent back; what is said in it is.</summary>
    public ChatAudio? Audio { get; init; }

    /// <summary>The call that a tool message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The message as the API that made it wrote it; null where the members above say all.</summary>
    public NativeMessage? Native { get; init; }

    /// <summary>Role and content.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Role}: {Content}";
}
