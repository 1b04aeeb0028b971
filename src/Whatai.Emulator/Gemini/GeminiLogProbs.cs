using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The log probabilities of an answer's tokens as Gemini has them.</summary>
internal static class GeminiLogProbs
{
    /// <summary>Writes those of an answer.</summary>
    /// <param name="w">The writer.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="alternatives">How many tokens are told for each place.</param>
    internal static void Write(Utf8JsonWriter w, IReadOnlyList<string> tokens, int alternatives)
    {
        if (tokens.Count > 0)
        {
            w.WriteNumber("avgLogprobs", Enumerable.Range(0, tokens.Count).Average(i => LogProbs.Of(i)));
        }

        (string Token, decimal LogProb)[] chosen = [.. tokens.Select((token, i) => (token, LogProbs.Of(i)))];
        w.Object("logprobsResult", r =>
        {
            if (alternatives > 0)
            {
                r.Objects("topCandidates", chosen, (p, one) => p.Objects(
                    "candidates", [.. Enumerable.Range(0, alternatives).Select(k => (k == 0 ? one.Token : LogProbs.Alternative(k), one.LogProb - k))], WriteToken));
            }

            r.Objects("chosenCandidates", chosen, WriteToken);
        });
    }

    private static void WriteToken(Utf8JsonWriter w, (string Token, decimal LogProb) token)
    {
        w.WriteString("token", token.Token);
        w.WriteNumber("logProbability", token.LogProb);
    }
}
