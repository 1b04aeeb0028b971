using System;
using System.Net;
using System.Security;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>Reads the key where it is needed, and knows which headers hold the like.</summary>
internal static class ApiKeyText
{
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
                throw new LocalizableMessage("KeyUnusable", $"The API key has a space, a line break or a character that is not ASCII; it was probably pasted with something else. Copy the key alone.").ToArgumentException(nameof(key));
            }
        }
    }

    /// <summary>Whether a header of that name holds a secret.</summary>
    public static bool IsSecretHeader(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Contains("api-key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("apikey", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("-auth", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("auth-key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("access-key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("subscription-key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("password", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase)
        || name.Contains("secret", StringComparison.OrdinalIgnoreCase);
}
