using System;

namespace Whatai.Client.Raw;

/// <summary>A whole answer of any route.</summary>
/// <param name="Body">The body, decompressed.</param>
/// <param name="MediaType">Its type, as the server said; null where it said none.</param>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Duration">From sending to the last byte, retries included.</param>
public sealed record RawResult(byte[] Body, string? MediaType, string? RequestId, TimeSpan Duration)
{
    /// <summary>Type and size.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{MediaType ?? "unknown type"}, {Body.Length} bytes";
}
