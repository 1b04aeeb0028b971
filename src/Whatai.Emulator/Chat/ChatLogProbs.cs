using System.Collections.Generic;
using System.Text;
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
        w.WriteStartArray("content");
        long number = first;
        foreach (string token in tokens)
        {
            decimal logProb = LogProbs.Of(number++);
            w.WriteStartObject();
            WriteToken(w, token, logProb);
            w.WriteStartArray("top_logprobs");
            for (int i = 0; i < Alternatives; i++)
            {
                w.WriteStartObject();
                WriteToken(w, i == 0 ? token : LogProbs.Alternative(i), logProb - i);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteNull("refusal");
        w.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter w, string token, decimal logProb)
    {
        w.WriteString("token", token);
        w.WriteNumber("logprob", logProb);
        w.WriteStartArray("bytes");
        foreach (byte b in Encoding.UTF8.GetBytes(token))
        {
            w.WriteNumberValue(b);
        }

        w.WriteEndArray();
    }
}
