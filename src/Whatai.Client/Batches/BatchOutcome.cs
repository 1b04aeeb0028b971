namespace Whatai.Client.Batches;

/// <summary>What became of one input of many that went in one request: its result, or why it has none.</summary>
/// <typeparam name="T">The result's type.</typeparam>
/// <param name="Result">The result; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record BatchOutcome<T>(T? Result, WhataiException? Failure)
    where T : class
{
    /// <summary>The result or the failure.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Result?.ToString() ?? Failure?.Message ?? string.Empty;
}
