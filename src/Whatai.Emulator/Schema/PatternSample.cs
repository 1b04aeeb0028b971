using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Whatai.Emulator.Schema;

/// <summary>Makes a text that a regular expression matches: literals, classes, groups, alternatives and quantifiers; no look-around and no back references.</summary>
internal static class PatternSample
{
    private const int MostExtra = 64;

    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a text matches.</summary>
    internal static bool IsMatch(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_limit);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The text.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="minLength">The fewest characters.</param>
    /// <param name="maxLength">The most characters.</param>
    /// <returns>Null where none was found.</returns>
    internal static string? Make(string pattern, long minLength, long maxLength)
    {
        // What may be repeated is repeated more often until the text is long enough.
        for (int extra = 0; extra <= MostExtra; extra++)
        {
            if (new Parser(pattern, extra).Read() is not { } text)
            {
                return null;
            }

            if (text.Length >= minLength)
            {
                return text.Length <= maxLength && IsMatch(pattern, text) ? text : null;
            }
        }

        return null;
    }

    private sealed class Parser(string pattern, int extra)
    {
        private int _at;
        private bool _isUnknown;

        private bool IsEnd => _at >= pattern.Length;

        internal string? Read()
        {
            string text = Alternatives();
            return _isUnknown || !IsEnd ? null : text;
        }

        // Of several alternatives the first.
        private string Alternatives()
        {
            string first = Sequence();
            while (!IsEnd && pattern[_at] == '|')
            {
                _at++;
                Sequence();
            }

            return first;
        }

        private string Sequence()
        {
            var text = new StringBuilder();
            while (!IsEnd && pattern[_at] is not ('|' or ')') && !_isUnknown)
            {
                string atom = Atom();
                text.Append(string.Concat(Enumerable.Repeat(atom, Quantifier())));
            }

            return text.ToString();
        }

        private string Atom()
        {
            char c = pattern[_at++];
            return c switch
            {
                '(' => Group(),
                '[' => Class(),
                '.' => "x",
                '^' or '$' => string.Empty,
                '\\' => Escape(),
                _ => c.ToString(),
            };
        }

        private string Group()
        {
            if (!IsEnd && pattern[_at] == '?')
            {
                int named = pattern.IndexOf('>', _at);
                bool isName = _at + 2 < pattern.Length && pattern[_at + 1] == '<' && pattern[_at + 2] is not ('=' or '!') && named > 0;
                _isUnknown |= !isName && string.CompareOrdinal(pattern, _at, "?:", 0, 2) != 0;
                _at = isName ? named + 1 : _at + 2;
            }

            string text = Alternatives();
            _isUnknown |= IsEnd;
            _at++;
            return text;
        }

        private string Class()
        {
            int start = _at - 1;
            int first = _at + (!IsEnd && pattern[_at] == '^' ? 1 : 0);
            int end = first;
            // A bracket that comes first stands for itself.
            for (int i = first; i < pattern.Length && (pattern[i] != ']' || i == first); i++)
            {
                i += pattern[i] == '\\' ? 1 : 0;
                end = i + 1;
            }

            if (end >= pattern.Length)
            {
                _isUnknown = true;
                return string.Empty;
            }

            _at = end + 1;
            string set = pattern.Substring(start, _at - start);
            string? one = Enumerable.Range(0, 0x250).Select(i => i < 26 ? (char)('a' + i) : i < 52 ? (char)('A' + i - 26) : (char)(i - 52 + ' '))
                .Select(c => c.ToString()).FirstOrDefault(c => IsMatch("^" + set + "$", c));
            _isUnknown |= one is null;
            return one ?? string.Empty;
        }

        private string Escape()
        {
            if (IsEnd)
            {
                _isUnknown = true;
                return string.Empty;
            }

            char c = pattern[_at++];
            switch (c)
            {
                case 'd':
                    return "0";
                case 'w' or 'D' or 'S':
                    return "a";
                case 's' or 'W':
                    return " ";
                case 'b' or 'A' or 'z' or 'Z':
                    return string.Empty;
                case 'n':
                    return "\n";
                case 't':
                    return "\t";
                case 'u' or 'x':
                    int digits = c == 'u' ? 4 : 2;
                    _isUnknown |= _at + digits > pattern.Length;
                    string text = _isUnknown ? "0" : pattern.Substring(_at, digits);
                    _at += digits;
                    _isUnknown |= !int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code);
                    return ((char)code).ToString();
                default:
                    // Letters and digits have a meaning that is not known here.
                    _isUnknown |= char.IsLetterOrDigit(c);
                    return c.ToString();
            }
        }

        private int Quantifier()
        {
            if (IsEnd)
            {
                return 1;
            }

            (int min, int max) = pattern[_at] switch
            {
                '*' => (0, int.MaxValue),
                '+' => (1, int.MaxValue),
                '?' => (0, 1),
                '{' => Counts(),
                _ => (-1, 1),
            };
            if (min < 0)
            {
                return 1;
            }

            _at++;
            if (!IsEnd && pattern[_at] is '?' or '+')
            {
                _at++;
            }

            return (int)Math.Min((long)min + extra, max);
        }

        // Ends at the brace; a brace without numbers stands for itself.
        private (int Min, int Max) Counts()
        {
            int end = pattern.IndexOf('}', _at);
            string[] parts = end < 0 ? [] : pattern.Substring(_at + 1, end - _at - 1).Split(',');
            if (parts.Length is 0 or > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int min) || min > 10_000)
            {
                return (-1, 1);
            }

            _at = end;
            return parts.Length == 1 ? (min, min) : (min, int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int max) ? max : int.MaxValue);
        }
    }
}
