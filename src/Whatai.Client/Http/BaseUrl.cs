using System;
using System.Linq;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>Normalises what people paste as a base URL, and finds a route's address below it.</summary>
public static class BaseUrl
{
    /// <summary>
    /// Accepts a site root, a root with <c>/v1</c>, a full endpoint such as <c>…/v1/chat/completions</c>, or a bare host, and gives the root
    /// with a trailing slash. A base with a version or a prefix of another kind, such as <c>/api/v3</c> or <c>/v1beta/openai</c>, is kept.
    /// A host without a scheme gets https, a loopback one http.
    /// </summary>
    /// <param name="text">The pasted text.</param>
    /// <returns>The root or the base that is kept; the same again where it is normalised once more.</returns>
    /// <exception cref="ArgumentException">It is not an http or https address, or it holds a user name, a password or a query other than <c>api-version</c>.</exception>
    public static Uri Normalize(string text)
    {
        string trimmed = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (trimmed.Length == 0)
        {
            throw new LocalizableMessage("BaseUrlEmpty", $"The base URL is empty. Give the gateway's address, such as https://api.example.com.").ToArgumentException(nameof(text));
        }

        if (trimmed.IndexOf("://", StringComparison.Ordinal) < 0)
        {
            trimmed = (IsLoopbackHost(trimmed) ? "http://" : "https://") + trimmed;
        }

        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out Uri? uri) || (uri.Scheme != "http" && uri.Scheme != "https") || uri.Host.Length == 0)
        {
            throw (trimmed.IndexOfAny(['@', '?']) < 0
                ? new LocalizableMessage("NotABaseUrl", $"'{trimmed}' is not an http or https address. Give the gateway's address, such as https://api.example.com.")
                // A secret may stand before an @ or behind a ?.
                : new LocalizableMessage("NotAHiddenBaseUrl", $"The given base URL is not an http or https address. Give the gateway's address, such as https://api.example.com.")).ToArgumentException(nameof(text));
        }

        if (uri.UserInfo.Length > 0 || !IsHarmless(uri.Query))
        {
            // Not echoed: what stands there may be a secret.
            throw new LocalizableMessage("SecretInBaseUrl", $"The base URL for host '{uri.Host}' holds a user name, password or query. Give the address alone; the key goes to -ApiKey.").ToArgumentException(nameof(text));
        }

        return new UriBuilder(uri.Scheme, uri.Host, uri.IsDefaultPort ? -1 : uri.Port, BasePath.Read(uri).Normal) { Query = uri.Query.TrimStart('?') }.Uri;
    }

    /// <summary>Splits a list of endpoints as the environment holds it: by comma, semicolon or white space.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The entries, not normalised.</returns>
    public static string[] Split(string text) =>
        (text ?? string.Empty).Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// A route's address: below a root as it is, and below a base that is kept without its own <c>v1/</c>. Routes outside of <c>v1/</c> hang off
    /// the site. The base's query goes along.
    /// </summary>
    /// <param name="endpoint">The base, as <see cref="Normalize"/> gives it.</param>
    /// <param name="route">The route, such as <c>v1/models</c>.</param>
    /// <returns>The address.</returns>
    public static Uri Resolve(Uri endpoint, string route)
    {
        const string Version = "v1/";
        var path = BasePath.Read(endpoint ?? throw new ArgumentNullException(nameof(endpoint)));
        bool isBelow = path.IsKept && (route ?? throw new ArgumentNullException(nameof(route))).StartsWith(Version, StringComparison.Ordinal);
        string rest = isBelow ? route!.Substring(Version.Length) : route!;
        if (endpoint.Query.Length > 1)
        {
            rest += (rest.Contains('?') ? "&" : "?") + endpoint.Query.Substring(1);
        }

        return new Uri(isBelow ? new Uri(endpoint, path.Root) : Site(endpoint), rest);
    }

    /// <summary>What routes hang off that do not begin with <c>v1/</c>: the root, or the site of a base that is kept.</summary>
    /// <param name="endpoint">The base, as <see cref="Normalize"/> gives it.</param>
    /// <returns>The address, with a trailing slash.</returns>
    public static Uri Site(Uri endpoint)
    {
        var path = BasePath.Read(endpoint ?? throw new ArgumentNullException(nameof(endpoint)));
        return new Uri(endpoint, path.IsKept ? "/" : path.Root);
    }

    private static bool IsHarmless(string query) => query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries)
        .All(static pair => pair.StartsWith("api-version=", StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopbackHost(string text) =>
        Uri.TryCreate("http://" + text, UriKind.Absolute, out Uri? uri) && uri.IsLoopback;
}
