using System;
#if NET
using System.Buffers;
#endif
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace WhataiPS.Terminal;

/// <summary>
/// Makes visible what a terminal would obey instead of showing it: models and servers write text, and an escape sequence in it could
/// write the clipboard, hide a question or draw over a line. Each character is made visible by itself, so a sequence that is split over
/// the pieces of a stream is as harmless. Line breaks and tabs stay.
/// </summary>
public static class TerminalText
{
    private const int FirstPicture = 0x2400;
    private const char DeletePicture = '\u2421';

    private static readonly char[] s_lineEnds = ['\r', '\n'];

    /// <summary>A text without anything that a terminal obeys.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same text where there is nothing of the kind; else <c>␛</c> and the like for ASCII's control characters, and <c>&lt;U+202E&gt;</c> for others.</returns>
    public static string? Visible(string? text)
    {
        int first = text is null ? -1 : FindObeyed(text, 0);
        if (first < 0)
        {
            return text;
        }

        var visible = new StringBuilder(text!.Length + 16);
        int done = 0;
        for (int at = first; at >= 0; at = FindObeyed(text, done))
        {
            visible.Append(text, done, at - done);
            char c = text[at];
            _ = c < ' ' ? visible.Append((char)(FirstPicture + c))
                : c == '\x7f' ? visible.Append(DeletePicture)
                : visible.AppendFormat(CultureInfo.InvariantCulture, "<U+{0:X4}>", (int)c);
            done = at + 1;
        }

        return visible.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The beginning of a text, on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters; where there are more, an ellipsis follows.</param>
    internal static string Shortened(string text, int length = 60)
    {
        string line = string.Join(" ", text.Split(s_lineEnds, StringSplitOptions.RemoveEmptyEntries)).Trim();
        // Not half of a character.
        length -= length < line.Length && char.IsHighSurrogate(line[length - 1]) ? 1 : 0;
        return line.Length <= length ? line : line.Substring(0, length) + "…";
    }

    /// <summary>A value for a view: of a text, what is safe to show.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text made visible, also that of a list or of an object; a number, a date and the like as it is.</returns>
    public static object? Show(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string text => Visible(text),
        null or IFormattable => value,
        IEnumerable<string> texts => texts.Select(Visible).ToArray(),
        System.Collections.IEnumerable => value,
        _ => Visible(value!.ToString()),
    };

    // A carriage return is half of a line's end, or takes the cursor back over what the line says.
    private static int FindObeyed(string text, int start)
    {
        int at = FindAny(text, start);
        while (at >= 0 && text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
        {
            at = FindAny(text, at + 2);
        }

        return at;
    }

    private static bool IsObeyed(char c) => c < ' ' ? c is not ('\t' or '\n')
        : c >= '\x7f' && (c <= '\x9f' || c is '\u200e' or '\u200f' or '\u061c' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));

#if NET
    private static readonly SearchValues<char> s_obeyed = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(static code => (char)code).Where(IsObeyed)]);

    private static int FindAny(string text, int start)
    {
        int found = text.AsSpan(start).IndexOfAny(s_obeyed);
        return found < 0 ? -1 : start + found;
    }
#else
    private static int FindAny(string text, int start)
    {
        while (start < text.Length && !IsObeyed(text[start]))
        {
            start++;
        }

        return start < text.Length ? start : -1;
    }
#endif
}
