using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Whatai.Client.Schemas;

/// <summary>A schema's regular expressions.</summary>
internal sealed class SchemaPatterns
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(250);

    // .NET knows the general categories by their short names alone.
    private static readonly Dictionary<string, string> s_categories = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L",
        ["Lowercase_Letter"] = "Ll",
        ["Uppercase_Letter"] = "Lu",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Symbol"] = "S",
        ["Separator"] = "Z",
        ["Other"] = "C",
    };

    private readonly Dictionary<string, Regex?> _known = new(StringComparer.Ordinal);

    /// <returns>Whether the text matches; null where that cannot be said, since the pattern is broken or takes too long.</returns>
    public bool? Match(string pattern, string text)
    {
        if (!_known.TryGetValue(pattern, out Regex? expression))
        {
            _known[pattern] = expression = Read(pattern);
        }

        try
        {
            return expression?.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // It would be as slow for the next item; a long array must not wait for each.
            _known[pattern] = null;
            return null;
        }
    }

    private static Regex? Read(string pattern)
    {
        try
        {
            string own = Regex.Replace(pattern, @"\\([pP])\{(\w+)\}", static match =>
                s_categories.TryGetValue(match.Groups[2].Value, out string? category) ? $"\\{match.Groups[1].Value}{{{category}}}" : match.Value);
            return new Regex(own, RegexOptions.CultureInvariant, s_longest);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
