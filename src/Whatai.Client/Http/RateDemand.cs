namespace Whatai.Client.Http;

/// <summary>A request that wants to be sent.</summary>
/// <param name="Model">The model that it asks; null where the route has none.</param>
/// <param name="Size">The bytes of its body.</param>
/// <param name="IsBulk">Whether it is one of a run, which waits for whatever the gateway takes; a single one tries its luck.</param>
/// <param name="IsAgain">Whether it was refused before.</param>
internal sealed record RateDemand(string? Model, int Size, bool IsBulk, bool IsAgain)
{
    /// <summary>How many requests the connection sends a minute at most; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How many tokens the connection's requests take a minute at most; null for no limit.</summary>
    public int? TokensPerMinute { get; init; }
}
