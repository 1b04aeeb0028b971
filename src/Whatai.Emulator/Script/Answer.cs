using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Whatai.Emulator.Script;

/// <summary>A call of a tool.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments)
{
    private const int FragmentLength = 8;

    /// <inheritdoc cref="Tool.IsCustom"/>
    internal bool IsCustom { get; init; }

    /// <summary>The arguments as streamed: a few characters at a time.</summary>
    internal IEnumerable<string> Fragments()
    {
        for (int i = 0; i < Arguments.Length;)
        {
            int end = Math.Min(i + FragmentLength, Arguments.Length);
            end += end < Arguments.Length && char.IsLowSurrogate(Arguments[end]) ? 1 : 0;
            yield return Arguments.Substring(i, end - i);
            i = end;
        }
    }
}

/// <summary>A page that an answer cites, with the position in its text in UTF-16 units; the end is exclusive.</summary>
internal sealed record Citation(int Start, int End, string Url, string Title);

/// <summary>A web search and its results.</summary>
internal sealed record WebSearch(string Query, IReadOnlyList<Citation> Citations);

/// <summary>One choice of an answer.</summary>
internal sealed record Answer(IReadOnlyList<Segment> Segments, string FinishReason = "stop")
{
    internal IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Why the prompt was blocked and not answered; null when it was not.</summary>
    internal string? BlockReason { get; init; }

    internal WebSearch? Search { get; init; }

    /// <summary>What another tool of the gateway's own did; null when none was used.</summary>
    internal HostedCall? Hosted { get; init; }

    /// <summary>The stop sequence that ended the text; null when none did.</summary>
    internal string? StopSequence { get; init; }

    /// <summary>Whether the content is JSON, which a mark would break.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Each tool call counts its arguments' tokens and one for its name.</summary>
    internal long Tokens => Segments.Sum(s => s.Tokens) + ToolCalls.Sum(c => 1 + ChunkSplitter.Count(c.Arguments));

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
