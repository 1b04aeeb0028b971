using System.Net;
using System.Security;
using System.Text.RegularExpressions;

namespace WhataiPS.Sessions;

/// <summary>Takes off what is pasted together with a key or an address: quotes, the name of a variable, the word of a header.</summary>
internal static class PastedText
{
    private static readonly char[] s_around = [' ', '\t', '\r', '\n', '"', '\'', '`', '“', '”', '‘', '’', '「', '」', ';', ',', '\u200B', '\u200C', '\u200D', '\u2060', '\u00A0', '\uFEFF'];

    // OPENAI_API_KEY=…, export X=…, $env:X = …, setx X …, "api_key": …, Authorization: Bearer …
    private static readonly Regex s_name = new(
        @"^(?:(?:export|set|setx|let)\s+)?(?:\$env:|\$)?(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Za-z0-9_-]*(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|[Aa]uthorization|[Uu]rl|URL))[""'”]?\s*[=:](?!//)\s*(?=[^=\s])|^setx\s+\w+\s+",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_scheme = new(@"^bearer\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The text alone.</summary>
    public static string Clean(string text)
    {
        string before;
        do
        {
            before = text;
            text = text.Trim(s_around);
            text = s_scheme.Replace(s_name.Replace(text, string.Empty), string.Empty);
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
}
