using System;
using System.Collections.Generic;

namespace Whatai.Emulator.Http;

/// <summary>The request line and the headers.</summary>
internal sealed class RequestHead(string method, string target, bool isHttp10, Dictionary<string, string> headers)
{
    internal string Method { get; } = method;

    /// <summary>The path with its query.</summary>
    internal string Target { get; } = target;

    /// <summary>The path alone, as sent (percent-encoded).</summary>
    internal string Path { get; } = target.Split('?')[0];

    internal bool IsHttp10 { get; } = isHttp10;

    /// <summary>The headers by name, ignoring case; repeated ones are joined by a comma.</summary>
    internal IReadOnlyDictionary<string, string> Headers { get; } = headers;

    internal bool WantsKeepAlive => IsHttp10 ? Has("Connection", "keep-alive") : !Has("Connection", "close");

    /// <summary>Where the parts of the page lie that a browser shows.</summary>
    internal const string BrowserFolder = "/emulator/";

    /// <summary>
    /// Whether it is a browser's, for the emulator's own page. No client of the API asks so, and neither does a site under another name that
    /// was made to mean this machine.
    /// </summary>
    internal bool IsOfBrowser =>
        Method == "GET" && (Path.StartsWith(BrowserFolder, StringComparison.Ordinal) || (Path == "/" && Has("Accept", "text/html")))
        && Header("Host")?.Split(':')[0] is "127.0.0.1" or "localhost";

    internal string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;

    internal bool Has(string name, string token)
        => Header(name) is { } value && value.ContainsIgnoreCase(token);
}
