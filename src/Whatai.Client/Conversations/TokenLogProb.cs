using System.Collections.Generic;
using System.Globalization;

namespace Whatai.Client.Conversations;

/// <summary>How likely a token of an answer was.</summary>
/// <param name="Token">Its text; half a character where a token is that.</param>
/// <param name="LogProb">The natural logarithm of its probability: 0 is certain, and less is less likely. OpenAI says -9999 of tokens that are hardly possible.</param>
public sealed record TokenLogProb(string Token, double LogProb)
{
    /// <summary>The token in UTF-8, where the gateway says it: characters that are several tokens can be put together of these.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The likeliest tokens in its place, as many as were asked for; empty where none were.</summary>
    public IReadOnlyList<TokenLogProb> Top { get; init => field = ItemList.Of(value); } = ItemList.Of<TokenLogProb>([]);

    /// <summary>Token and log probability.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1:0.####}", Token, LogProb);
}
