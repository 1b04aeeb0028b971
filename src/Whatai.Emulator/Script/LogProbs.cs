using System;

namespace Whatai.Emulator.Script;

/// <summary>The log probabilities of an answer's tokens, the same in all routes.</summary>
internal static class LogProbs
{
    /// <summary>That of a token, by its number in the answer, from 0.</summary>
    internal static decimal Of(long number) => -((number % 10) + 1) / 10m;

    /// <summary>The K-th alternative to a token, from 1; its log probability is K less.</summary>
    internal static string Alternative(int k) => FormattableString.Invariant($" alt{k}");
}
