using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The JSON of one Gemini answer: whole, and as the objects of a stream. Like Google's, it omits zeros.</summary>
internal sealed class GeminiJson(Exchange exchange, GeminiRequest request, Answer[] answers)
{
    private readonly ResponseQuirks _quirks = exchange.Response.Quirks;

    internal byte[] Whole() => JsonBytes.Object(w =>
    {
        if (answers[0].BlockReason is { } reason)
        {
            WriteBlock(w, reason);
        }
        else
        {
            w.WriteStartArray("candidates");
            for (int i = 0; i < answers.Length; i++)
            {
                Answer answer = answers[i];
                bool isEmpty = answer.ToolCalls.Count == 0 && !Visible(answer).Any() && Spoken(answer) is null; // thinking used up all tokens
                WriteCandidate(w, i, isEmpty ? null : p => WriteParts(p, answer), answer);
            }

            w.WriteEndArray();
        }

        WriteEnd(w, isLast: true);
    });

    /// <summary>One object of a stream.</summary>
    /// <param name="candidate">Its one candidate.</param>
    /// <param name="parts">Writes the parts.</param>
    /// <param name="end">The answer that ends with this object; null when it continues.</param>
    internal byte[] Chunk(int candidate, Action<Utf8JsonWriter> parts, Answer? end = null) => JsonBytes.Object(w =>
    {
        w.WriteStartArray("candidates");
        WriteCandidate(w, candidate, parts, end);
        w.WriteEndArray();
        WriteEnd(w, isLast: end is not null);
    });

    /// <summary>An object with only usage.</summary>
    internal byte[] UsageChunk(bool withEmptyCandidates) => JsonBytes.Object(w =>
    {
        if (withEmptyCandidates)
        {
            w.WriteStartArray("candidates");
            w.WriteEndArray();
        }

        WriteEnd(w, isLast: withEmptyCandidates);
    });

    /// <summary>Writes a part of text, a thought or an image.</summary>
    internal void WritePart(Utf8JsonWriter w, Field field, string text, string? signature = null)
    {
        w.WriteStartObject();
        if (field is Field.Images or Field.ImagePart)
        {
            WriteImage(w, text, isSnake: field == Field.ImagePart);
        }
        else
        {
            w.WriteString("text", text);
            if (IsThought(field))
            {
                w.WriteBoolean("thought", true);
            }
        }

        if (signature is not null)
        {
            w.WriteString("thoughtSignature", signature);
        }

        UnknownFields.Write(w, _quirks);
        w.WriteEndObject();
    }

    /// <summary>Writes a call; the first of an answer carries the signature, if there is one.</summary>
    internal void WriteCall(Utf8JsonWriter w, ToolCall call, bool isFirst)
    {
        w.WriteStartObject();
        w.Object("functionCall", f =>
        {
            if (ThoughtSignature.IsRequired(request.Prompt.Model))
            {
                f.WriteString("id", call.Id);
            }

            f.WriteString("name", call.Name);
            f.WritePropertyName("args");
            Arguments(call).WriteTo(f);
        });
        if (isFirst && request.IsSigned)
        {
            w.WriteString("thoughtSignature", ThoughtSignature.Make(call.Name));
        }

        UnknownFields.Write(w, _quirks);
        w.WriteEndObject();
    }

    /// <summary>The segments that are sent to the client as they are.</summary>
    internal IEnumerable<Segment> Visible(Answer answer) => answer.Segments.Where(s => IsThought(s.Field) ? request.IncludeThoughts : !request.Speaks || s.Field != Field.Content);

    /// <summary>What is spoken; null for nothing.</summary>
    internal string? Spoken(Answer answer) => request.Speaks ? answer.Text(Field.Content) : null;

    internal static void WriteSound(Utf8JsonWriter w, byte[] sound)
    {
        w.WriteStartObject();
        w.Object("inlineData", i =>
        {
            i.WriteString("mimeType", GeminiSpeech.MediaType);
            i.WriteBase64String("data", sound);
        });
        w.WriteEndObject();
    }

    internal static void WriteCode(Utf8JsonWriter w, CodeRun run)
    {
        w.WriteStartObject();
        w.Object("executableCode", c =>
        {
            c.WriteString("language", "PYTHON");
            c.WriteString("code", run.Code);
        });
        w.WriteEndObject();
    }

    internal static void WriteCodeResult(Utf8JsonWriter w, CodeRun run)
    {
        w.WriteStartObject();
        w.Object("codeExecutionResult", r =>
        {
            r.WriteString("outcome", "OUTCOME_OK");
            r.WriteString("output", run.Output);
        });
        w.WriteEndObject();
    }

    /// <summary>The signature at the end of a text answer with thoughts; null for none.</summary>
    internal string? Signature(Answer answer)
        => request.IsSigned && answer.ReasoningTokens > 0 && answer.ToolCalls.Count == 0 ? ThoughtSignature.Make(string.Empty) : null;

    private static bool IsThought(Field field) => field is Field.ReasoningContent or Field.Reasoning;

    // Gemini's arguments are an object; any other value of a directive is wrapped in one.
    private static JsonElement Arguments(ToolCall call)
    {
        try
        {
            using JsonDocument arguments = JsonDocument.Parse(call.Arguments);
            if (arguments.RootElement.ValueKind == JsonValueKind.Object)
            {
                return arguments.RootElement.Clone();
            }
        }
        catch (JsonException)
        {
            // Text.
        }

        return JsonDocument.Parse(JsonBytes.Object(w => w.WriteString("text", call.Arguments))).RootElement;
    }

    private static void WriteImage(Utf8JsonWriter w, string dataUri, bool isSnake)
    {
        DataUri data = DataUri.Read(dataUri)!;
        w.Object(isSnake ? "inline_data" : "inlineData", i =>
        {
            i.WriteString(isSnake ? "mime_type" : "mimeType", data.MimeType);
            i.WriteBase64String("data", data.Bytes);
        });
    }

    private static string FinishReason(Answer answer) => answer.FinishReason switch
    {
        "stop" or "tool_calls" => "STOP",
        "length" => "MAX_TOKENS",
        "content_filter" => "SAFETY",
        string other => other,
    };

    private static void WriteBlock(Utf8JsonWriter w, string reason) => w.Object("promptFeedback", f =>
    {
        f.WriteString("blockReason", reason);
        WriteRatings(f);
    });

    private static void WriteRatings(Utf8JsonWriter w)
    {
        w.WriteStartArray("safetyRatings");
        w.WriteStartObject();
        w.WriteString("category", "HARM_CATEGORY_DANGEROUS_CONTENT");
        w.WriteString("probability", "HIGH");
        w.WriteBoolean("blocked", true);
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private void WriteCandidate(Utf8JsonWriter w, int index, Action<Utf8JsonWriter>? parts, Answer? end)
    {
        w.WriteStartObject();
        w.Object("content", c =>
        {
            if (parts is not null)
            {
                c.WriteStartArray("parts");
                parts(c);
                c.WriteEndArray();
            }

            c.WriteString("role", "model");
            UnknownFields.Write(c, _quirks);
        });
        if (end is not null)
        {
            WriteFinish(w, end);
        }

        w.WriteNumber("index", index);
        UnknownFields.Write(w, _quirks);
        w.WriteEndObject();
    }

    private void WriteFinish(Utf8JsonWriter w, Answer answer)
    {
        string reason = FinishReason(answer);
        if ((_quirks & ResponseQuirks.NoFinish) == 0)
        {
            w.WriteString("finishReason", reason);
        }

        if (reason == "SAFETY")
        {
            WriteRatings(w);
        }

        if (answer.Search is { } search)
        {
            GeminiGrounding.Write(w, search, answer.Text(Field.Content) ?? string.Empty);
        }

        if (request.Alternatives is { } alternatives)
        {
            GeminiLogProbs.Write(w, answer.Segments.Where(s => s.Field == Field.Content).SelectMany(s => s.Pieces()).ToArray(), alternatives);
        }

        if (request.ReadsPages)
        {
            GeminiGrounding.WritePages(w, request.Prompt.LastUser?.Text ?? string.Empty);
        }
    }

    private void WriteParts(Utf8JsonWriter w, Answer answer)
    {
        if (answer.Hosted is CodeRun run)
        {
            WriteCode(w, run);
            WriteCodeResult(w, run);
        }

        Segment[] shown = Visible(answer).ToArray();
        int last = Array.FindLastIndex(shown, s => !IsThought(s.Field));
        for (int i = 0; i < shown.Length; i++)
        {
            WritePart(w, shown[i].Field, string.Concat(shown[i].Pieces()), i == last ? Signature(answer) : null);
        }

        if (Spoken(answer) is { } said)
        {
            WriteSound(w, GeminiSpeech.Sound(said));
        }

        for (int i = 0; i < answer.ToolCalls.Count; i++)
        {
            WriteCall(w, answer.ToolCalls[i], isFirst: i == 0);
        }
    }

    private void WriteEnd(Utf8JsonWriter w, bool isLast)
    {
        WriteUsage(w, isLast);
        w.WriteString("modelVersion", request.Prompt.Model);
        w.WriteString("responseId", exchange.RequestId);
        UnknownFields.Write(w, _quirks);
    }

    // Only the last object's usage includes the answer.
    private void WriteUsage(Utf8JsonWriter w, bool isLast) => w.Object("usageMetadata", u =>
    {
        long prompt = request.Prompt.Tokens;
        long thoughts = isLast ? answers.Sum(a => a.ReasoningTokens) : 0;
        long candidates = isLast ? answers.Sum(a => a.Tokens) - thoughts : 0;
        void Number(string name, long value)
        {
            if (value > 0)
            {
                UsageJson.Number(u, name, value, _quirks);
            }
        }

        Number("promptTokenCount", prompt);
        Number("candidatesTokenCount", candidates);
        Number("totalTokenCount", prompt + candidates + thoughts);
        Number("cachedContentTokenCount", request.CachedTokens);
        u.WriteStartArray("promptTokensDetails");
        u.WriteStartObject();
        u.WriteString("modality", "TEXT");
        UsageJson.Number(u, "tokenCount", prompt, _quirks);
        u.WriteEndObject();
        u.WriteEndArray();
        Number("thoughtsTokenCount", thoughts);
        UnknownFields.Write(u, _quirks);
    });
}
