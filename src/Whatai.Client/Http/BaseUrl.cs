using System;
using System.Collections.Generic;

namespace Whatai.Client.Http;

/// <summary>Normalises what people paste as a base URL to the root that all routes hang off.</summary>
public static class BaseUrl
{
    // The first segment of every route in the gateway's family. A root may itself have a path (openrouter.ai/api),
    // so nothing before these is cut.
    private static readonly HashSet<string> s_routeHeads = new(StringComparer.OrdinalIgnoreCase)
    {
        "v1", "v1beta", "v2", "seedance", "dashboard", "console",
    };

    /// <summary>
    /// Accepts a site root, a root with <c>/v1</c>, a full endpoint such as <c>…/v1/chat/completions</c>, or a bare host,
    /// and gives the root with a trailing slash. A host without a scheme gets https, a loopback one http.
    /// </summary>
    /// <param name="text">The pasted text.</param>
    /// <returns>The root.</returns>
    /// <exception cref="ArgumentException">It is not an http or https address, or it holds a user name, password or query.</exception>
    public static Uri Normalize(string text)
    {
        string trimmed = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (trimmed.Length == 0)
        {
            throw new KnownText("BaseUrlEmpty", $"The base URL is empty. Give the gateway's address, such as https://api.example.com.").Refuse(nameof(text));
        }

        if (trimmed.IndexOf("://", StringComparison.Ordinal) < 0)
        {
            trimmed = (IsLoopbackHost(trimmed) ? "http://" : "https://") + trimmed;
        }

        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out Uri? uri) || (uri.Scheme != "http" && uri.Scheme != "https") || uri.Host.Length == 0)
        {
            throw (trimmed.IndexOfAny(['@', '?']) < 0
                ? new KnownText("NotABaseUrl", $"'{trimmed}' is not an http or https address. Give the gateway's address, such as https://api.example.com.")
                // A secret may stand before an @ or behind a ?.
                : new KnownText("NotAHiddenBaseUrl", $"The given base URL is not an http or https address. Give the gateway's address, such as https://api.example.com.")).Refuse(nameof(text));
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0)
        {
            // Not echoed: what stands there may be a secret.
            throw new KnownText("SecretInBaseUrl", $"The base URL for host '{uri.Host}' holds a user name, password or query. Give the address alone; the key goes to -ApiKey.").Refuse(nameof(text));
        }

        return new UriBuilder(uri.Scheme, uri.Host, uri.IsDefaultPort ? -1 : uri.Port, RootPath(uri)).Uri;
    }

    /// <summary>Splits a list of lines as the environment holds it: by comma, semicolon or white space.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The entries, not normalised.</returns>
    public static string[] Split(string text) =>
        (text ?? string.Empty).Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static string RootPath(Uri uri)
    {
        string path = "/";
        foreach (string segment in uri.Segments)
        {
            string name = segment.Trim('/');
            if (s_routeHeads.Contains(name))
            {
                break;
            }

            if (name.Length > 0)
            {
                path += name + "/";
            }
        }

        return path;
    }

    private static bool IsLoopbackHost(string text) =>
        Uri.TryCreate("http://" + text, UriKind.Absolute, out Uri? uri) && uri.IsLoopback;
}
