using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace WhataiPS.Media;

/// <summary>Names of files that others chose, such as a task's id, so that every system takes them and shows them as they are.</summary>
internal static class SafeFileName
{
    // File systems take 255 bytes or characters; an ending, a number and marks such as -last and .partial have room beside it.
    private const int MostBytes = 200;
    private const int HashDigits = 16;

    // Windows' rules everywhere, so that a folder can move.
    private static readonly char[] s_forbidden = [.. Path.GetInvalidFileNameChars().Concat(['<', '>', ':', '"', '/', '\\', '|', '?', '*']).Distinct()];

    // Devices, whatever ending they have.
    private static readonly Regex s_reserved = new(
        @"\A(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])\s*(\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>One and the same name for the same text.</summary>
    public static string Of(string text)
    {
        var name = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            bool isShown = !s_forbidden.Contains(text[i]) && CharUnicodeInfo.GetUnicodeCategory(text, i) is not
                (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
            name.Append(isShown ? text.Substring(i, length) : "_");
            i += length - 1;
        }

        // Windows drops dots and blanks at the end, and nobody sees blanks at the start.
        string whole = name.ToString();
        string shown = whole.Trim().TrimEnd('.', ' ');
        name.Clear().Append('_', whole.Length - whole.TrimStart().Length).Append(shown);
        name.Append('_', whole.Length - name.Length);
        string safe = Cut(name.ToString(), text);
        return safe.Length == 0 || s_reserved.IsMatch(safe) ? "_" + safe : safe;
    }

    // Two that begin alike remain two.
    private static string Cut(string name, string text)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
        {
            return name;
        }

        int end = 0;
        int bytes = 0;
        while (true)
        {
            int length = char.IsSurrogatePair(name, end) ? 2 : 1;
            bytes += Encoding.UTF8.GetByteCount(name.Substring(end, length));
            if (bytes > MostBytes - HashDigits - 1)
            {
                break;
            }

            end += length;
        }

        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        return name.Substring(0, end) + "-" + string.Concat(hash.Take(HashDigits / 2).Select(static part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
