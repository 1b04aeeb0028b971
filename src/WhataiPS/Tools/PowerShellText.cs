using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>
/// A text as PowerShell would read it, for a person to approve: what a terminal would obey, hide or draw over its neighbour is written
/// as an escape sequence.
/// </summary>
internal static class PowerShellText
{
    // Longer ones show their beginning, their end, and how much lies between.
    private const int LongestText = 300;
    private const int LongestTail = 60;

    // More blanks in a row are a number: they could push the rest out of sight.
    private const int MostBlanks = 4;

    private static readonly Regex s_bare = new(@"\A[A-Za-z_./\\][A-Za-z0-9_./\\:-]*\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_name = new(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant);

    // Letters and signs that fonts draw as nothing, and what PowerShell reads as quotes and a reader hardly tells from them.
    private static readonly HashSet<int> s_misleading =
    [
        0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x1D159,
        0x2018, 0x2019, 0x201A, 0x201B, 0x201C, 0x201D, 0x201E,
    ];

    /// <summary>A text as an argument: bare where that reads the same.</summary>
    public static string Word(string text) => s_bare.IsMatch(text) && text.Length <= LongestText ? text : Quoted(text);

    /// <summary>A text as a key of a table.</summary>
    public static string Key(string text) => s_name.IsMatch(text) && text.Length <= LongestText ? text : Quoted(text);

    /// <summary>A text in quotes.</summary>
    public static string Quoted(string text)
    {
        if (text.Length <= LongestText)
        {
            return Literal(text);
        }

        int head = LongestText - LongestTail;
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        int tail = text.Length - LongestTail;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return Literal(text.Substring(0, head)) + SR.ToolTextLeftOut(tail - head, text.Length) + Literal(text.Substring(tail));
    }

    /// <summary>Values with a mark between them; of many, the first and the last.</summary>
    public static string Join(string separator, IReadOnlyList<string> values)
    {
        const int First = 20;
        const int Last = 5;
        return values.Count <= First + Last
            ? string.Join(separator, values)
            : string.Join(separator, values.Take(First)) + SR.ToolItemsLeftOut(values.Count - First - Last, values.Count)
                + string.Join(separator, values.Skip(values.Count - Last));
    }

    private static string Literal(string text)
    {
        var result = new StringBuilder(text.Length + 2);
        bool isPlain = true;
        for (int i = 0; i < text.Length; i++)
        {
            int blanks = 0;
            while (i + blanks < text.Length && text[i + blanks] == ' ')
            {
                blanks++;
            }

            if (blanks > MostBlanks)
            {
                isPlain = false;
                result.Append(string.Format(CultureInfo.InvariantCulture, "$(' ' * {0})", blanks));
                i += blanks - 1;
                continue;
            }

            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            int code = length == 2 ? char.ConvertToUtf32(text, i) : text[i];
            if (IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, i), code))
            {
                isPlain = false;
                result.Append(Escape(code));
            }
            else
            {
                result.Append(code is '"' or '`' or '$' ? "`" : string.Empty).Append(text, i, length);
            }

            i += length - 1;
        }

        return isPlain ? "'" + text.Replace("'", "''") + "'" : "\"" + result + "\"";
    }

    private static bool IsHidden(UnicodeCategory category, int code) => (code != ' ' && category is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) || s_misleading.Contains(code);

    private static string Escape(int code) => code switch
    {
        '\n' => "`n",
        '\r' => "`r",
        '\t' => "`t",
#if NETFRAMEWORK
        // Windows PowerShell has no `u{…}.
        > 0xFFFF => string.Format(CultureInfo.InvariantCulture, "$([char]::ConvertFromUtf32(0x{0:x}))", code),
        _ => string.Format(CultureInfo.InvariantCulture, "$([char]0x{0:x})", code),
#else
        _ => string.Format(CultureInfo.InvariantCulture, "`u{{{0:x}}}", code),
#endif
    };
}
