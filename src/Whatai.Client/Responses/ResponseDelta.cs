using Whatai.Client.Conversations;
using Whatai.Client.Media;

namespace Whatai.Client.Responses;

/// <summary>A piece of a streamed response. The last one carries <see cref="ModelDelta{TAnswer}.Completion"/>.</summary>
public sealed record ResponseDelta : ModelDelta<ResponseCompletion>
{
    /// <inheritdoc/>
    public override string Text { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string? Reasoning { get; init; }

    /// <summary>The event's type, such as <c>response.output_text.delta</c>.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>The item of the output that the piece belongs to, from 0.</summary>
    public int? OutputIndex { get; init; }

    /// <summary>The id of that item.</summary>
    public string? ItemId { get; init; }

    /// <summary>An image as far as it has come, where partial images were asked for.</summary>
    public WhataiImage? Image { get; init; }

    /// <summary>A search in files that has ended.</summary>
    public FileSearchCall? FileSearch { get; init; }

    /// <summary>A call of a remote MCP server's tool that has ended.</summary>
    public McpCall? McpCall { get; init; }
}
