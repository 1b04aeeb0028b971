namespace Whatai.Client.Messages;

/// <summary>What a request's input takes, as the gateway estimates it. Nothing was asked, and nothing is billed.</summary>
/// <param name="InputTokens">The tokens.</param>
public sealed record MessageTokenCount(long InputTokens)
{
    /// <summary>The model whose tokens they are.</summary>
    public string? Model { get; init; }

    /// <summary>What was counted: the piped object, else the message.</summary>
    public object? Input { get; init; }

    /// <summary>The gateway's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The number.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => InputTokens.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
