using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Whatai.Emulator.Script;

/// <summary>A call of a tool.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments);

/// <summary>One choice of an answer.</summary>
internal sealed record Answer(IReadOnlyList<Segment> Segments, string FinishReason = "stop")
{
    internal IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The content is JSON that a mark would break.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Each tool call counts its arguments' tokens and one for its name.</summary>
    internal long Tokens => Segments.Sum(s => s.Tokens) + ToolCalls.Sum(c => 1 + Tokenizer.Count(c.Arguments));

    internal long Length => Segments.Sum(s => s.Length);

    internal long ReasoningTokens
        => Segments.Where(s => s.Field is Field.Reasoning or Field.ReasoningContent).Sum(s => s.Tokens);

    internal static Answer Content(string text) => new([new Segment(Field.Content, text)]);

    /// <summary>The whole text of one field; null when the answer has none of it.</summary>
    internal string? Text(Field field)
    {
        Segment[] parts = Segments.Where(s => s.Field == field).ToArray();
        if (parts.Length == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (Segment part in parts)
        {
            foreach (string piece in part.Pieces())
            {
                text.Append(piece);
            }
        }

        return text.ToString();
    }
}
