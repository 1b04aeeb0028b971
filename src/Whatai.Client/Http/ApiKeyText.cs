using System;
using System.Net;
using System.Security;
using System.Text.RegularExpressions;

namespace Whatai.Client.Http;

/// <summary>Reads the key for the moment that it is needed, and takes it out of text that people may see.</summary>
internal static class ApiKeyText
{
    private const string Mask = "***";
    private const int ShortestUnique = 12;

    public static string? Reveal(SecureString? key)
    {
        if (key is null || key.Length == 0)
        {
            return null;
        }

        return new NetworkCredential(string.Empty, key).Password.Trim();
    }

    /// <exception cref="ArgumentException">A header could not carry it. The message does not show it.</exception>
    public static void ThrowIfUnusable(SecureString? key)
    {
        foreach (char c in Reveal(key) ?? string.Empty)
        {
            if (c is <= ' ' or > '~')
            {
                throw new KnownText("KeyUnusable", $"The API key has a space, a line break or a character that is not ASCII; it was probably pasted with something else. Copy the key alone.").Refuse(nameof(key));
            }
        }
    }

    /// <summary>
    /// Servers do echo keys ("Incorrect API key provided: sk-…"). A short key, which may be an everyday word, is one only where it stands
    /// alone.
    /// </summary>
    public static string? Redact(string? text, SecureString? key)
    {
        if (text is null || text.Length == 0 || Reveal(key) is not { Length: > 0 } secret)
        {
            return text;
        }

        return secret.Length >= ShortestUnique
            ? text.Replace(secret, Mask, StringComparison.Ordinal)
            : Regex.Replace(text, $"(?<![A-Za-z0-9]){Regex.Escape(secret)}(?![A-Za-z0-9])", Mask, RegexOptions.CultureInvariant);
    }

    /// <summary>Whether the key is none of the words that a body or an address is made of.</summary>
    public static bool IsUnique(SecureString? key) => Reveal(key) is { Length: >= ShortestUnique };

    public static bool IsSecretHeader(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Contains("api-key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase)
        || name.Contains("secret", StringComparison.OrdinalIgnoreCase);
}
