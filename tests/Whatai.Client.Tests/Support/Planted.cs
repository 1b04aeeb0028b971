using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Whatai.Client.Errors;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A secret, all the ways in which a server may spell it, and the search for what is left of it.</summary>
internal static class Planted
{
    /// <summary>With all that a key may hold and that is escaped somewhere.</summary>
    public const string Key = "sk-Zq7/Xw2Vb9+Nm4Lk6_Jh8Gf3Ds5Ap1Oi0Uy=";

    private const int TooMuch = 13;

    /// <summary>What a server may make of a secret. None of them breaks a JSON string or an HTML page.</summary>
    public static IReadOnlyList<string> Spellings(string secret) =>
    [
        secret,
        secret.ToUpperInvariant(),
        secret.ToLowerInvariant(),
        $@"\u{(int)secret[0]:x4}{secret[1..]}",
        string.Concat(secret.Select(c => $@"\u{(int)c:X4}")),
        string.Concat(secret.Select(c => $@"\\u{(int)c:x4}")),
        secret.Replace("/", @"\/", StringComparison.Ordinal),
        Uri.EscapeDataString(secret),
        Uri.EscapeDataString(Uri.EscapeDataString(secret)),
        string.Concat(secret.Select(c => $"%{(int)c:x2}")),
        string.Concat(secret.Select(c => $"&#{(int)c};")),
        string.Concat(secret.Select(c => $"&#x{(int)c:x};")),
        Base64(secret),
        Base64(":" + secret),
        Base64("user:" + secret),
        Base64("Bearer " + secret + "\n"),
        Base64("a:" + secret).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        Uri.EscapeDataString(Base64("Bearer: " + secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        secret[..^4] + "****",
        secret[..8] + " " + secret[8..],
    ];

    /// <summary>All texts that an exception shows, its causes' too.</summary>
    public static IEnumerable<string> Texts(Exception exception)
    {
        // What was called is no text of a server's.
        yield return string.Join('\n', exception.ToString().Split('\n').Where(line => !line.StartsWith("   at ", StringComparison.Ordinal)));
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            foreach (PropertyInfo property in one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.Name is not ("StackTrace" or "TargetSite" or "InnerException") && property.GetIndexParameters().Length == 0))
            {
                object? value = property.GetValue(one);
                yield return value is Uri address ? address.OriginalString + " " + address.AbsoluteUri : value?.ToString() ?? string.Empty;
            }

            foreach (DictionaryEntry entry in one.Data)
            {
                yield return $"{entry.Key} {entry.Value}";
            }

            foreach (object? value in LocalizableMessage.Of(one)?.Values ?? [])
            {
                yield return value is Uri address ? address.OriginalString + " " + address.AbsoluteUri : value?.ToString() ?? string.Empty;
            }
        }
    }

    /// <summary>Asserts that nothing of a secret can be got out of a text.</summary>
    public static void AssertHidden(string? text, string secret, string where)
    {
        foreach (string plain in Decoded(text ?? string.Empty))
        {
            for (int start = 0; start + Math.Min(TooMuch, secret.Length) <= secret.Length; start++)
            {
                string piece = secret.Substring(start, Math.Min(TooMuch, secret.Length));
                // In base64 that was cut by one character, a last character of the secret can't be told.
                Assert.False(plain.Contains(piece, StringComparison.OrdinalIgnoreCase), $"{where}: '{piece}' stands in '{text}'");
            }
        }
    }

    // By other means than the client's own.
    private static IEnumerable<string> Decoded(string text)
    {
        yield return text;
        string plain = text;
        for (int i = 0; i < 3; i++)
        {
            plain = Regex.Replace(plain, @"\\+u([0-9A-Fa-f]{4})|\\+x([0-9A-Fa-f]{2})", static match =>
                ((char)int.Parse(match.Groups[1].Value + match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
            plain = WebUtility.HtmlDecode(Uri.UnescapeDataString(plain)).Replace(@"\/", "/", StringComparison.Ordinal);
        }

        yield return plain;
        foreach (Match run in Regex.Matches(plain.Replace('-', '+').Replace('_', '/'), "[A-Za-z0-9+/]{16,}"))
        {
            for (int skip = 0; skip < 4; skip++)
            {
                string digits = run.Value[skip..];
                yield return Encoding.Latin1.GetString(Convert.FromBase64String(digits[..(digits.Length / 4 * 4)]));
            }
        }

        foreach (Match run in Regex.Matches(plain, "[0-9A-Fa-f]{24,}"))
        {
            yield return Encoding.Latin1.GetString(Convert.FromHexString(run.Value[..(run.Value.Length / 2 * 2)]));
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
