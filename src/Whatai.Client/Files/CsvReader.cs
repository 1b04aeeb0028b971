using System;
using System.Collections.Generic;
using System.Text;

namespace Whatai.Client.Files;

/// <summary>
/// Reads CSV as PowerShell's ConvertFrom-Csv does: a value in quotation marks may hold the mark between values, line ends and, doubled,
/// quotation marks; blanks around values, empty lines and a first line of <c>#TYPE</c> do not count.
/// </summary>
internal static class CsvReader
{
    private const string TypeLine = "#TYPE";

    /// <summary>The rows, each with its values.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="mark">What stands between values.</param>
    /// <exception cref="FormatException">A quotation mark is not closed; the message is the beginning of what it opens.</exception>
    public static IEnumerable<List<string>> Read(string text, char mark)
    {
        int at = text.StartsWith(TypeLine, StringComparison.OrdinalIgnoreCase) ? LineEnd(text, 0) : 0;
        while (at < text.Length)
        {
            var row = new List<string>();
            bool isQuoted = false;
            do
            {
                row.Add(ReadValue(text, ref at, mark, ref isQuoted));
            }
            while (at < text.Length && text[at++] == mark);

            if (row.Count > 1 || row[0].Length > 0 || isQuoted)
            {
                yield return row;
            }
        }
    }

    // Ends at the mark, at the line's end or at the text's.
    private static string ReadValue(string text, ref int at, char mark, ref bool isQuoted)
    {
        while (at < text.Length && text[at] is ' ' or '\t' && text[at] != mark)
        {
            at++;
        }

        string quoted = string.Empty;
        if (at < text.Length && text[at] == '"')
        {
            isQuoted = true;
            quoted = ReadQuoted(text, ref at);
        }

        int start = at;
        while (at < text.Length && text[at] != mark && text[at] is not ('\r' or '\n'))
        {
            at++;
        }

        string plain = text.Substring(start, at - start).TrimEnd();
        if (at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n')
        {
            at++;
        }

        return quoted + plain;
    }

    private static string ReadQuoted(string text, ref int at)
    {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.Length)
        {
            char c = text[at++];
            if (c != '"')
            {
                value.Append(c);
            }
            else if (at < text.Length && text[at] == '"')
            {
                value.Append(text[at++]);
            }
            else
            {
                return value.ToString();
            }
        }

        throw new FormatException(text.Substring(start, LineEnd(text, start) - start));
    }

    private static int LineEnd(string text, int from) => text.IndexOfAny(['\r', '\n'], from) is >= 0 and int end ? end : text.Length;
}
