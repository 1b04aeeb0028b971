using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Completions;

/// <summary>The JSON of a legacy completion: whole, and the chunks of a stream, which have the same shape.</summary>
internal sealed class CompletionJson(string requestId, CompletionRequest request, CompletionScript script, ResponseQuirks quirks)
{
    private readonly string _id = "cmpl-" + requestId;
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    internal byte[] Completion() => JsonBytes.Object(w =>
    {
        WriteHead(w);
        w.WriteStartArray("choices");
        for (int i = 0; i < script.Choices.Count; i++)
        {
            string[] pieces = script.Choices[i].Pieces().ToArray();
            bool hasReason = (quirks & ResponseQuirks.NoFinish) == 0;
            WriteChoice(w, i, string.Concat(pieces), l => WriteLogProbs(l, script.Choices[i], pieces), hasReason ? script.Choices[i].FinishReason : null);
        }

        w.WriteEndArray();
        WriteUsage(w);
    });

    internal byte[] Chunk(int choice, string text, Action<Utf8JsonWriter>? logProbs = null, string? finishReason = null) => JsonBytes.Object(w =>
    {
        WriteHead(w);
        w.WriteStartArray("choices");
        WriteChoice(w, choice, text, logProbs ?? (l => l.WriteNull("logprobs")), finishReason);
        w.WriteEndArray();
    });

    internal byte[] ChunkWithoutChoices() => JsonBytes.Object(WriteHead);

    internal byte[] UsageChunk() => JsonBytes.Object(w =>
    {
        WriteHead(w);
        w.WriteStartArray("choices");
        if ((quirks & ResponseQuirks.UsageWithChoice) != 0)
        {
            WriteChoice(w, 0, string.Empty, l => l.WriteNull("logprobs"), null);
        }

        w.WriteEndArray();
        WriteUsage(w);
    });

    /// <summary>
    /// Writes the member logprobs for some tokens of a choice: from token number <paramref name="first"/>, which begins at
    /// <paramref name="offset"/> in prompt and completion together (null: where the choice does).
    /// </summary>
    internal void WriteLogProbs(Utf8JsonWriter w, CompletionChoice choice, IReadOnlyList<string> tokens, int first = 0, int? offset = null)
    {
        if (request.LogProbs is not { } alternatives)
        {
            w.WriteNull("logprobs");
            return;
        }

        w.Object("logprobs", l =>
        {
            int[] numbers = Enumerable.Range(first, tokens.Count).ToArray();
            Array(l, "tokens", tokens, l.WriteStringValue);
            Array(l, "token_logprobs", numbers, n =>
            {
                if (IsFirstOfPrompt(choice, n))
                {
                    l.WriteNullValue();
                }
                else
                {
                    l.WriteNumberValue(LogProbs.Of(n));
                }
            });
            if (alternatives == 0)
            {
                l.WriteNull("top_logprobs");
            }
            else
            {
                Array(l, "top_logprobs", numbers, n => WriteTop(l, choice, n, tokens[n - first], alternatives));
            }

            int at = offset ?? Start(choice);
            Array(l, "text_offset", tokens, t =>
            {
                l.WriteNumberValue(at);
                at += t.Length;
            });
        });
    }

    /// <summary>Where a choice's text begins in prompt and completion together.</summary>
    internal static int Start(CompletionChoice choice) => choice.Echo ? 0 : choice.Prompt.Length;

    // The first token has no context to predict it.
    private static bool IsFirstOfPrompt(CompletionChoice choice, int number) => number == 0 && choice.Echo && choice.Prompt.Length > 0;

    private static void WriteTop(Utf8JsonWriter w, CompletionChoice choice, int number, string token, int alternatives)
    {
        if (IsFirstOfPrompt(choice, number))
        {
            w.WriteNullValue();
            return;
        }

        w.WriteStartObject();
        w.WriteNumber(token, LogProbs.Of(number));
        for (int i = 1; i < alternatives; i++)
        {
            w.WriteNumber(LogProbs.Alternative(i), LogProbs.Of(number) - i);
        }

        w.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter w, string name, IEnumerable<T> values, Action<T> write)
    {
        w.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        w.WriteEndArray();
    }

    private void WriteChoice(Utf8JsonWriter w, int index, string text, Action<Utf8JsonWriter> logProbs, string? finishReason)
    {
        w.WriteStartObject();
        w.WriteString("text", text);
        w.WriteNumber("index", index);
        logProbs(w);
        w.WriteString("finish_reason", finishReason);
        UnknownFields.Write(w, quirks);
        w.WriteEndObject();
    }

    private void WriteHead(Utf8JsonWriter w)
    {
        w.WriteString("id", _id);
        w.WriteString("object", "text_completion");
        w.WriteNumber("created", _created);
        w.WriteString("model", request.Model);
        w.WriteString("system_fingerprint", "fp_emulator");
        UnknownFields.Write(w, quirks);
    }

    private void WriteUsage(Utf8JsonWriter w) => UsageJson.Write(w, request.PromptTokens, script.Tokens, 0, quirks);
}
