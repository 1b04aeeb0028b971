using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>A chat answer.</summary>
public sealed record ChatCompletion : ModelAnswer
{
    /// <inheritdoc/>
    public override object? Input { get; init; }

    /// <inheritdoc/>
    public override string? Model { get; init; }

    /// <inheritdoc/>
    public override string Text => base.Text;

    /// <inheritdoc/>
    public override string? Reasoning => base.Reasoning;

    /// <inheritdoc/>
    public override string? Refusal => base.Refusal;

    /// <inheritdoc/>
    public override object? Object { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatToolCall>? ToolCalls
    {
        get => base.ToolCalls;
        init => base.ToolCalls = value;
    }

    /// <inheritdoc/>
    public override string? FinishReason => base.FinishReason;

    /// <summary>The server's mark of its configuration.</summary>
    public string? SystemFingerprint { get; init; }
}
