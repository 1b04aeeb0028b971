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

    internal string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;

    internal bool Has(string name, string token)
        => Header(name) is { } value && value.ContainsIgnoreCase(token);
}
