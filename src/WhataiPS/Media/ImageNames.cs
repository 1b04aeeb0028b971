using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace WhataiPS.Media;

/// <summary>
/// Names files by what they show: prompt, model and number, such as <c>a-red-cat_nano-banana_1</c>. Whatever the prompt is, the
/// file lies in the folder, can be made on every system, and is none that is there or was named before.
/// </summary>
internal sealed class ImageNames(string folder, bool force)
{
    // File systems take 255 bytes or characters; model, number, ending and the marks between have room beside it.
    private const int LongestPrompt = 80;
    private const int LongestPromptBytes = 120;
    private const int LongestModel = 60;

    private readonly HashSet<string> _claimed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The path of the next file, without its ending. Call it in the order that the numbers shall have.</summary>
    public string Next(string prompt, string model)
    {
        string start = Safe(prompt, LongestPrompt, LongestPromptBytes, "image") + "_" + Safe(model, LongestModel, LongestModel, "model") + "_";
        for (int number = 1; ; number++)
        {
            string name = start + number.ToString(CultureInfo.InvariantCulture);
            if (!_claimed.Contains(name) && (force || !IsThere(name)))
            {
                _claimed.Add(name);
                return Path.Combine(folder, name);
            }
        }
    }

    /// <summary>A text as a part of a file's name: letters, digits and signs that every system takes, without dots and blanks.</summary>
    public static string Safe(string text, int longest, int longestBytes, string otherwise)
    {
        var name = new StringBuilder(longest);
        int bytes = 0;
        bool gap = false;
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            string piece = text.Substring(i, length);
            i += length - 1;
            if (!IsUsable(piece))
            {
                gap = name.Length > 0;
                continue;
            }

            int cost = Encoding.UTF8.GetByteCount(piece) + (gap ? 1 : 0);
            if (name.Length + length + (gap ? 1 : 0) > longest || bytes + cost > longestBytes)
            {
                break;
            }

            name.Append(gap ? "-" : null).Append(piece);
            bytes += cost;
            gap = false;
        }

        return name.Length == 0 ? otherwise : name.ToString();
    }

    // Marks that combine stay with their letter; signs that turn the writing direction, and halves of pairs, do not come in.
    private static bool IsUsable(string piece) => CharUnicodeInfo.GetUnicodeCategory(piece, 0) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.OtherSymbol => true,
        _ => piece is "_" or "+" or "=" or "@" or "~" or "(" or ")",
    };

    private bool IsThere(string name) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, name + ".*").Any();
}
