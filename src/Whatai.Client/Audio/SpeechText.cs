using System;
using System.Collections.Generic;

namespace Whatai.Client.Audio;

/// <summary>Cuts a long text where a speaker would pause: at a paragraph, a sentence, a clause or a word, in this order.</summary>
internal static class SpeechText
{
    private const string SentenceEnds = ".!?…。！？";
    private const string ClauseEnds = ",;:，；：、";

    // What may follow the end of a sentence and belongs to it.
    private const string Closing = "\"')]}”’）」』】";

    /// <summary>The parts, in order, each at most so long, without white space at their ends; none is empty.</summary>
    public static List<string> Split(string text, int most)
    {
        var parts = new List<string>();
        int start = 0;
        while (start < text.Length)
        {
            int end = text.Length - start <= most ? text.Length : start + CutAt(text, start, most);
            string part = text.Substring(start, end - start).Trim();
            if (part.Length > 0)
            {
                parts.Add(part);
            }

            start = end;
        }

        return parts;
    }

    private static int CutAt(string text, int start, int most)
    {
        int sentence = 0;
        int clause = 0;
        int word = 0;
        int paragraph = 0;
        for (int length = 1; length <= most; length++)
        {
            int last = start + length - 1;
            char c = text[last];
            if (c == '\n')
            {
                paragraph = length;
            }

            // A point inside a number or a name ends nothing; the wide ones always do.
            bool isEnd = c > '\u2E80' || last + 1 == text.Length || char.IsWhiteSpace(text[last + 1]) || Closing.Contains(text[last + 1]);
            if (SentenceEnds.Contains(c) && isEnd)
            {
                sentence = length;
            }
            else if (Closing.Contains(c) && sentence == length - 1 && sentence > 0)
            {
                sentence = length;
            }
            else if (ClauseEnds.Contains(c) && isEnd)
            {
                clause = length;
            }
            else if (char.IsWhiteSpace(c))
            {
                word = length;
            }
        }

        // A cut in the first half would make many short parts.
        int half = most / 2;
        int best = paragraph > half ? paragraph : sentence > half ? sentence : clause > half ? clause : Math.Max(Math.Max(paragraph, sentence), Math.Max(clause, word));
        return best > 0 ? best : WholeCharacters(text, start, most);
    }

    private static int WholeCharacters(string text, int start, int most) =>
        most > 1 && char.IsHighSurrogate(text[start + most - 1]) && char.IsLowSurrogate(text[start + most]) ? most - 1 : most;
}
