using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Whatai.Emulator.Http;

/// <summary>Whether a request carries a key, and whether it is valid; masks keys for the log.</summary>
/// <param name="Given">Whether any key was sent.</param>
/// <param name="Valid">Whether one of the keys is the emulator's.</param>
internal sealed record Authorization(bool Given, bool Valid)
{
    private const string Bearer = "Bearer ";

    private static readonly string[] s_keyHeaders = ["Authorization", "x-api-key", "x-goog-api-key", "api-key", "Proxy-Authorization"];

    private static readonly Regex s_queryKey = new("(?<=[?&](?:key|api_key)=)[^&]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    internal static Authorization Check(RequestHead head, string apiKey)
    {
        bool given = false;
        bool valid = false;
        void Take(string? key)
        {
            given |= key is not null;
            valid |= string.Equals(key, apiKey, StringComparison.Ordinal);
        }

        if (head.Header("Authorization") is { } authorization)
        {
            given = true;
            Take(BearerOf(authorization));
        }

        Take(head.Header("x-api-key"));
        Take(head.Header("x-goog-api-key"));
        Match inQuery = s_queryKey.Match(head.Target);
        Take(inQuery.Success ? Uri.UnescapeDataString(inQuery.Value) : null);
        return new Authorization(given, valid);
    }

    /// <summary>The key of an Authorization header; empty when the scheme is another one.</summary>
    internal static string BearerOf(string header)
        => header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header.Substring(Bearer.Length).Trim() : string.Empty;

    internal static string MaskQuery(string target) => s_queryKey.Replace(target, "***");

    internal static IReadOnlyDictionary<string, string> MaskHeaders(IReadOnlyDictionary<string, string> headers)
    {
        var masked = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> header in headers)
        {
            masked[header.Key] = header.Value;
        }

        foreach (string name in s_keyHeaders)
        {
            if (masked.TryGetValue(name, out string? value))
            {
                masked[name] = value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? "Bearer ***" : "***";
            }
        }

        return masked;
    }
}
