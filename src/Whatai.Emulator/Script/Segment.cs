using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Script;

/// <summary>The field of a part of an answer, by chat's names.</summary>
internal enum Field
{
    Content,
    ReasoningContent,
    Reasoning,
    Refusal,

    /// <summary>A data URI. Chat: in message.images or delta.images.</summary>
    Images,

    /// <summary>A data URI. Chat: in an image_url part, which makes content an array.</summary>
    ImagePart,
}

/// <summary>
/// A part of an answer. With <paramref name="Repeat"/> 0 it is streamed token by token; otherwise as that many chunks, each the whole
/// text and counted as one token, generated one at a time since there may be millions.
/// </summary>
internal sealed record Segment(Field Field, string Text, long Repeat = 0)
{
    internal long Tokens => Repeat == 0 ? ChunkSplitter.Count(Text) : Repeat;

    internal long Length => Text.Length * Math.Max(1, Repeat);

    internal IEnumerable<string> Pieces()
    {
        if (Repeat == 0)
        {
            foreach (string token in ChunkSplitter.Split(Text))
            {
                yield return token;
            }

            yield break;
        }

        for (long i = 0; i < Repeat; i++)
        {
            yield return Text;
        }
    }

    internal Segment Take(long tokens)
        => Repeat == 0 ? this with { Text = ChunkSplitter.Take(Text, tokens) } : this with { Repeat = Math.Min(Repeat, tokens) };

    /// <summary>The part before the first of <paramref name="stops"/>, and which it is; null when there is none of them.</summary>
    internal (Segment? Part, string? Stop) Before(IReadOnlyList<string> stops)
    {
        int first = int.MaxValue;
        string? found = null;
        foreach (string stop in stops)
        {
            // The first match in repeated text starts within the first copy.
            string window = Repeat < 2 || Text.Length == 0
                ? Text
                : string.Concat(Enumerable.Repeat(Text, (int)Math.Min(Repeat, 2 + (stop.Length / Text.Length))));
            int at = window.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && at < first)
            {
                (first, found) = (at, stop);
            }
        }

        return found is null ? (null, null) : (this with { Text = Text.Substring(0, first), Repeat = Math.Min(Repeat, 1) }, found);
    }
}
