using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Whatai.Emulator.Script;

/// <summary>The log probabilities of an answer's tokens, the same in all routes.</summary>
internal static class LogProbs
{
    /// <summary>That of a token, by its number in the answer, from 0.</summary>
    internal static decimal Of(long number) => -((number % 10) + 1) / 10m;

    /// <summary>The K-th alternative to a token, from 1; its log probability is K less.</summary>
    internal static string Alternative(int k) => FormattableString.Invariant($" alt{k}");

    /// <summary>Writes a list of tokens as chat and /v1/responses have it.</summary>
    /// <param name="w">The writer.</param>
    /// <param name="name">The member.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="first">The number of the first in the answer, from 0.</param>
    /// <param name="alternatives">How many tokens are told for each place.</param>
    internal static void Write(Utf8JsonWriter w, string name, IEnumerable<string> tokens, long first, int alternatives)
    {
        w.WriteStartArray(name);
        long number = first;
        foreach (string token in tokens)
        {
            decimal logProb = Of(number++);
            w.WriteStartObject();
            WriteToken(w, token, logProb);
            w.WriteStartArray("top_logprobs");
            for (int i = 0; i < alternatives; i++)
            {
                w.WriteStartObject();
                WriteToken(w, i == 0 ? token : Alternative(i), logProb - i);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
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
