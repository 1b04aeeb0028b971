using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Whatai.Emulator.Chat;

/// <summary>A call of a tool.</summary>
internal sealed record ChatToolCall(string Id, string Name, string Arguments);

/// <summary>One choice of an answer.</summary>
internal sealed record ChatAnswer(IReadOnlyList<ChatSegment> Segments, string FinishReason = "stop")
{
    internal IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>The content is JSON that a mark would break.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Each tool call counts its arguments' tokens and one for its name.</summary>
    internal long Tokens => Segments.Sum(s => s.Tokens) + ToolCalls.Sum(c => 1 + Tokenizer.Count(c.Arguments));

    internal long ReasoningTokens
        => Segments.Where(s => s.Field is ChatField.Reasoning or ChatField.ReasoningContent).Sum(s => s.Tokens);

    internal static ChatAnswer Content(string text) => new([new ChatSegment(ChatField.Content, text)]);

    /// <summary>The whole text of one field; null when the answer has none of it.</summary>
    internal string? Text(ChatField field)
    {
        ChatSegment[] parts = Segments.Where(s => s.Field == field).ToArray();
        if (parts.Length == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (ChatSegment part in parts)
        {
            foreach (string piece in part.Pieces())
            {
                text.Append(piece);
            }
        }

        return text.ToString();
    }
}
