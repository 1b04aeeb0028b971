using System.Net.Http;

namespace Whatai.Client.Raw;

/// <summary>A call of any route of the gateway.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The route below the site root, with its query, such as <c>v1/models</c>.</param>
public sealed record RawCall(HttpMethod Method, string Path)
{
    /// <summary>The body; null sends none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = "application/json";
}
