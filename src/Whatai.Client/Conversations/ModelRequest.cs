using System.Collections.Generic;

namespace Whatai.Client.Conversations;

/// <summary>What chat, responses and Gemini requests have in common. What is null is not sent, so that the gateway's own default holds.</summary>
public abstract record ModelRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation so far. At least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>0 to 2; higher is more random.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    public double? TopP { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What the answer must be; null for text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>The functions that the model may call.</summary>
    public IReadOnlyList<FunctionTool>? Tools { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or the name of the function that must be called.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>Whether the request asks for images by a member of its own.</summary>
    internal virtual bool AsksForImages => false;

    /// <summary>What to note on the answer as its input; not sent.</summary>
    public object? Input { get; init; }
}
