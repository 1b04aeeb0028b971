namespace Whatai.Client;

/// <summary>What a call counts as where its model is not paid for by tokens. What is not known is null.</summary>
/// <param name="Calls">By what a call of this kind multiplies the price of one, such as the number of its images.</param>
/// <param name="Seconds">How long its video or its sound is.</param>
public sealed record CallSize(decimal? Calls, decimal? Seconds = null)
{
    /// <summary>One call, of a length that is not known.</summary>
    public static CallSize One { get; } = new(1);
}
