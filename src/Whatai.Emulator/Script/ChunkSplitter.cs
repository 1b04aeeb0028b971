using System.Collections.Generic;

namespace Whatai.Emulator.Script;

/// <summary>
/// Splits text into the emulator's tokens. One streamed chunk carries one token: the white space before a word and the word (letters and
/// digits); or one other character with the white space before it; or up to two Chinese, Japanese, Korean or emoji characters.
/// Usage counts the same tokens, so that a test can compare the two.
/// </summary>
internal static class ChunkSplitter
{
    /// <summary>Where the token that begins at <paramref name="start"/> ends. Pairs of surrogates are never split.</summary>
    internal static int Next(string text, int start)
    {
        int i = start;
        while (i < text.Length && char.IsWhiteSpace(text[i]))
        {
            i++;
        }

        if (i == text.Length)
        {
            return i;
        }

        if (IsWide(text[i]))
        {
            i = Step(text, i);
            return i < text.Length && IsWide(text[i]) ? Step(text, i) : i;
        }

        if (!char.IsLetterOrDigit(text[i]))
        {
            return i + 1;
        }

        while (i < text.Length && char.IsLetterOrDigit(text[i]) && !IsWide(text[i]))
        {
            i++;
        }

        return i;
    }

    internal static long Count(string text)
    {
        long count = 0;
        for (int i = 0; i < text.Length; i = Next(text, i))
        {
            count++;
        }

        return count;
    }

    internal static IEnumerable<string> Split(string text)
    {
        int i = 0;
        while (i < text.Length)
        {
            int end = Next(text, i);
            yield return text.Substring(i, end - i);
            i = end;
        }
    }

    /// <summary>The first <paramref name="tokens"/> tokens.</summary>
    internal static string Take(string text, long tokens)
    {
        int i = 0;
        for (; i < text.Length && tokens > 0; tokens--)
        {
            i = Next(text, i);
        }

        return text.Substring(0, i);
    }

    // From the CJK radicals on text is written without spaces; surrogates count as such text too.
    private static bool IsWide(char c) => c >= '\u2E80';

    private static int Step(string text, int i)
        => char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? i + 2 : i + 1;
}
