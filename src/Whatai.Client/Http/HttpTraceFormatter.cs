using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http.Headers;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>Shows a request or an answer to a person, without its secrets.</summary>
internal static class HttpTraceFormatter
{
    private const int LongestBody = 4096;
    private const int LongestRead = 256 * 1024;

    public static string Describe(HttpHeaders headers, HttpContentHeaders? contentHeaders, byte[]? body, string? mediaType, SecretRedactor secrets)
    {
        var text = new StringBuilder();
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> all = contentHeaders is null ? headers : headers.Concat(contentHeaders);
        foreach (KeyValuePair<string, IEnumerable<string>> header in all)
        {
            string value = ApiKeyText.IsSecretHeader(header.Key) ? "***" : string.Join(", ", header.Value);
            text.Append(secrets.Redact(header.Key)).Append(": ").Append(secrets.Redact(value)).Append('\n');
        }

        if (body is { Length: > 0 })
        {
            bool readable = mediaType is null || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase) || mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);
            // Redacted before it is cut: half a key is no longer found. A large body is cut far behind what is shown.
            string shown = readable ? secrets.Redact(Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestRead)))! : "(binary)";
            text.Append(shown, 0, Math.Min(shown.Length, LongestBody));
            if (readable && body.Length > LongestBody)
            {
                text.Append("… (").Append(body.Length).Append(" bytes)");
            }
        }

        return text.ToString().TrimEnd('\n');
    }
}
