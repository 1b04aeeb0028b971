using System;
using System.Net;
using System.Security;
using System.Text.RegularExpressions;

namespace WhataiPS.Sessions;

/// <summary>Takes off what is pasted together with a key or an address: quotes, the name of a variable, the word of a header.</summary>
internal static class PastedText
{
    private static readonly char[] s_around = [' ', '\t', '\r', '\n', '"', '\'', '`', '“', '”', '‘', '’', '「', '」', ';', ',', '\u200B', '\u200C', '\u200D', '\u2060', '\u00A0', '\uFEFF'];

    /// <summary>The text alone.</summary>
    public static string Clean(string text)
    {
        string before;
        do
        {
            before = text;
            text = text.Trim(s_around);
            text = MayHavePrefix(text) ? Prefix.Scheme.Replace(Prefix.Name.Replace(text, string.Empty), string.Empty) : text;
        }
        while (text != before);
        return text;
    }

    /// <summary>The key alone.</summary>
    /// <param name="key">The key as it was given.</param>
    /// <param name="isChanged">Whether something but white space was taken off.</param>
    public static SecureString Clean(SecureString key, out bool isChanged)
    {
        string given = new NetworkCredential(string.Empty, key).Password;
        string clean = Clean(given);
        isChanged = clean != given.Trim();
        return clean == given ? key : new NetworkCredential(string.Empty, clean).SecurePassword;
    }

    // A plain key is one word, and an address has its scheme first.
    private static bool MayHavePrefix(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.' or '$'))
            {
                return !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    // Apart, for it takes a process milliseconds to make its first pattern, and few need one.
    private static class Prefix
    {
        // OPENAI_API_KEY=…, export X=…, $env:X = …, setx X …, "api_key": …, Authorization: Bearer …
        public static readonly Regex Name = new(
            @"^(?:(?:export|set|setx|let)\s+)?(?:\$env:|\$)?(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Za-z0-9_-]*(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|[Aa]uthorization|[Uu]rl|URL))[""'”]?\s*[=:](?!//)\s*(?=[^=\s])|^setx\s+\w+\s+",
            RegexOptions.CultureInvariant);

        public static readonly Regex Scheme = new(@"^bearer\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }
}
