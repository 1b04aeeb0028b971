using System;
using System.Globalization;

namespace Whatai.Client.Billing;

/// <summary>Prices of one model: of a million tokens each, of a call, or of a second. What is null is not known, or does not apply.</summary>
public sealed record PriceAmounts
{
    private const decimal Million = 1_000_000;

    /// <summary>A million tokens of the request.</summary>
    public decimal? Input { get; init; }

    /// <summary>A million tokens of the request that came from a cache; null where the site does not say what these cost.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>A million tokens that were written to a cache.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>A million tokens that were written to a cache for an hour.</summary>
    public decimal? LongCacheWrite { get; init; }

    /// <summary>A million tokens of the answer.</summary>
    public decimal? Output { get; init; }

    /// <summary>A million tokens of images in the request, where these cost something else.</summary>
    public decimal? ImageInput { get; init; }

    /// <summary>A million tokens of sound in the request, where these cost something else.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>A million tokens of sound in the answer, where these cost something else.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>A call, whatever its tokens.</summary>
    public decimal? Call { get; init; }

    /// <summary>A second of the video or the sound.</summary>
    public decimal? Second { get; init; }

    /// <summary>The same in another currency, or for another group.</summary>
    internal PriceAmounts Times(decimal factor) => new()
    {
        Input = Input * factor,
        CachedInput = CachedInput * factor,
        CacheWrite = CacheWrite * factor,
        LongCacheWrite = LongCacheWrite * factor,
        Output = Output * factor,
        ImageInput = ImageInput * factor,
        AudioInput = AudioInput * factor,
        AudioOutput = AudioOutput * factor,
        Call = Call * factor,
        Second = Second * factor,
    };

    /// <summary>What so many calls or seconds cost; null where they are not what is paid for, or how many is not known.</summary>
    internal decimal? Of(CallSize size) => (Call * size.Calls) ?? (Second * size.Seconds);

    /// <summary>What tokens cost; null where the price of some is not known, and where they are not what is paid for.</summary>
    internal decimal? Of(TokenUsage usage)
    {
        long cached = usage.CachedTokens;
        long written = usage.CacheWriteTokens;
        long longWritten = Math.Min(written, usage.LongCacheWriteTokens);
        // Some relays count the cache's tokens apart from the prompt's.
        long input = cached + written <= usage.PromptTokens ? usage.PromptTokens - cached - written : usage.PromptTokens;
        long images = ImageInput is null ? 0 : Math.Min(input, usage.ImagePromptTokens);
        long sound = AudioInput is null ? 0 : Math.Min(input - images, usage.AudioPromptTokens);
        long spoken = AudioOutput is null ? 0 : Math.Min(usage.CompletionTokens, usage.AudioCompletionTokens);
        return Sum(
            (input - images - sound, Input), (images, ImageInput), (sound, AudioInput), (cached, CachedInput), (written - longWritten, CacheWrite), (longWritten, LongCacheWrite),
            (usage.CompletionTokens - spoken, Output), (spoken, AudioOutput)) / Million;
    }

    /// <summary>Whether it is the tokens that are paid for.</summary>
    internal bool IsPerToken => Call is null && Second is null;

    /// <summary>The most that so many tokens can cost, of whatever kind they are.</summary>
    internal decimal MostOf(long promptTokens, long completionTokens)
    {
        decimal input = Max(Input, CachedInput, CacheWrite, LongCacheWrite, ImageInput, AudioInput);
        return ((promptTokens * input) + (completionTokens * Max(Output, AudioOutput))) / Million;
    }

    private static decimal Max(params decimal?[] prices)
    {
        decimal most = 0;
        foreach (decimal? price in prices)
        {
            most = price > most ? price.Value : most;
        }

        return most;
    }

    private static decimal? Sum(params (long Tokens, decimal? Price)[] parts)
    {
        decimal? sum = 0;
        foreach ((long tokens, decimal? price) in parts)
        {
            sum = tokens == 0 ? sum : sum + (tokens * price);
        }

        return sum;
    }

    /// <summary>The prices.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Call is not null
        ? string.Format(CultureInfo.InvariantCulture, "{0:0.######} a call", Call)
        : Second is not null ? string.Format(CultureInfo.InvariantCulture, "{0:0.######} a second", Second)
        : string.Format(CultureInfo.InvariantCulture, "{0:0.######} in, {1:0.######} out", Input, Output);
}
