using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>The log probabilities of an answer's tokens, by the rule of the legacy completions.</summary>
/// <param name="Alternatives">How many tokens are told for each place.</param>
internal sealed record ChatLogProbs(int Alternatives)
{
    /// <summary>Writes the member of a choice.</summary>
    /// <param name="w">The writer.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="first">The number of the first in the answer, from 0.</param>
    internal void Write(Utf8JsonWriter w, IEnumerable<string> tokens, long first)
    {
        w.WriteStartObject("logprobs");
        LogProbs.Write(w, "content", tokens, first, Alternatives);
        w.WriteNull("refusal");
        w.WriteEndObject();
    }
}
