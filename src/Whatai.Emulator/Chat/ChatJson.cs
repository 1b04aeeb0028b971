using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>The JSON of one chat answer: the whole completion, and the chunks of a stream.</summary>
internal sealed class ChatJson(string requestId, ChatRequest request, Answer[] answers, ResponseQuirks quirks)
{
    private readonly string _id = "chatcmpl-" + requestId;
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>The name of the member that holds a field.</summary>
    internal static string Name(Field field) => field switch
    {
        Field.ReasoningContent => "reasoning_content",
        Field.Reasoning => "reasoning",
        Field.Refusal => "refusal",
        Field.Images => "images",
        _ => "content",
    };

    internal byte[] Completion() => JsonBytes.Object(WriteCompletion);

    /// <summary>The completion as it is kept: with what the request wants kept beside it.</summary>
    internal StoredCompletion Stored() => new(
        _id,
        JsonBytes.Object(w =>
        {
            WriteCompletion(w);
            w.Object("metadata", m =>
            {
                foreach (KeyValuePair<string, string> pair in request.Metadata)
                {
                    m.WriteString(pair.Key, pair.Value);
                }
            });
        }),
        request.Prompt.Model,
        request.Metadata,
        [.. request.Prompt.Body.GetProperty(request.Prompt.Param).EnumerateArray()]);

    private void WriteCompletion(Utf8JsonWriter w)
    {
        WriteHead(w, "chat.completion");
        w.WriteStartArray("choices");
        for (int i = 0; i < answers.Length; i++)
        {
            Answer answer = answers[i];
            w.WriteStartObject();
            w.WriteNumber("index", i);
            w.Object("message", m => WriteMessage(m, answer));
            WriteLogProbs(w, answer.Segments.Where(s => s.Field == Field.Content).SelectMany(s => s.Pieces()), 0);
            w.WriteString("finish_reason", (quirks & ResponseQuirks.NoFinish) != 0 ? null : answer.FinishReason);
            UnknownFields.Write(w, quirks);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        WriteUsage(w);
    }

    /// <summary>Whether each chunk tells the probability of its token.</summary>
    internal bool HasLogProbs => request.LogProbs is not null;

    /// <param name="choice">The choice.</param>
    /// <param name="delta">Writes the delta's members.</param>
    /// <param name="finishReason">Why the choice ends; null where it goes on.</param>
    /// <param name="token">The token of the content that it brings, where probabilities are told, and its number.</param>
    internal byte[] Chunk(int choice, Action<Utf8JsonWriter> delta, string? finishReason = null, (string Text, long Number)? token = null) => JsonBytes.Object(w =>
    {
        WriteHead(w, "chat.completion.chunk");
        w.WriteStartArray("choices");
        w.WriteStartObject();
        w.WriteNumber("index", choice);
        w.Object("delta", d =>
        {
            delta(d);
            UnknownFields.Write(d, quirks);
        });
        WriteLogProbs(w, token is { } told ? [told.Text] : null, token?.Number ?? 0);
        w.WriteString("finish_reason", finishReason);
        UnknownFields.Write(w, quirks);
        w.WriteEndObject();
        w.WriteEndArray();
    });

    internal byte[] ChunkWithoutChoices() => JsonBytes.Object(w => WriteHead(w, "chat.completion.chunk"));

    internal byte[] UsageChunk() => JsonBytes.Object(w =>
    {
        WriteHead(w, "chat.completion.chunk");
        w.WriteStartArray("choices");
        if ((quirks & ResponseQuirks.UsageWithChoice) != 0)
        {
            w.WriteStartObject();
            w.WriteNumber("index", 0);
            w.WriteStartObject("delta");
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        WriteUsage(w);
    });

    /// <summary>The members of a tool call that a stream sends once, at its start; arguments are empty.</summary>
    internal static void WriteToolCallStart(Utf8JsonWriter w, ToolCall call, string arguments)
    {
        w.WriteString("id", call.Id);
        w.WriteString("type", call.IsCustom ? "custom" : "function");
        w.Object(call.IsCustom ? "custom" : "function", f =>
        {
            f.WriteString("name", call.Name);
            f.WriteString(call.IsCustom ? "input" : "arguments", arguments);
        });
    }

    /// <summary>A part of a call's arguments, as a stream sends it.</summary>
    internal static void WriteToolCallPart(Utf8JsonWriter w, ToolCall call, string part)
        => w.Object(call.IsCustom ? "custom" : "function", f => f.WriteString(call.IsCustom ? "input" : "arguments", part));

    /// <summary>One delta of a stream. An image is sent whole, in an array.</summary>
    internal static void WriteDelta(Utf8JsonWriter w, Field field, string text)
    {
        if (field is Field.Images or Field.ImagePart)
        {
            WriteImages(w, Name(field), [text]);
        }
        else
        {
            w.WriteString(Name(field), text);
        }
    }

    private static void WriteImages(Utf8JsonWriter w, string name, IEnumerable<string> urls)
    {
        w.WriteStartArray(name);
        foreach (string url in urls)
        {
            WriteImage(w, url);
        }

        w.WriteEndArray();
    }

    private static void WriteImage(Utf8JsonWriter w, string url)
    {
        w.WriteStartObject();
        w.WriteString("type", "image_url");
        w.Object("image_url", i => i.WriteString("url", url));
        w.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter w, Answer answer)
    {
        w.WriteStartArray("content");
        foreach (Segment segment in answer.Segments)
        {
            if (segment.Field == Field.ImagePart)
            {
                WriteImage(w, segment.Text);
            }
            else if (segment.Field == Field.Content)
            {
                w.WriteStartObject();
                w.WriteString("type", "text");
                w.WriteString("text", segment.Text);
                w.WriteEndObject();
            }
        }

        w.WriteEndArray();
    }

    private void WriteHead(Utf8JsonWriter w, string kind)
    {
        w.WriteString("id", _id);
        w.WriteString("object", kind);
        w.WriteNumber("created", _created);
        w.WriteString("model", request.Prompt.Model);
        UnknownFields.Write(w, quirks);
    }

    private void WriteLogProbs(Utf8JsonWriter w, IEnumerable<string>? tokens, long first)
    {
        if (tokens is null || request.LogProbs is null)
        {
            w.WriteNull("logprobs");
        }
        else
        {
            request.LogProbs.Write(w, tokens, first);
        }
    }

    private void WriteMessage(Utf8JsonWriter w, Answer answer)
    {
        w.WriteString("role", "assistant");
        if (answer.Segments.Any(s => s.Field == Field.ImagePart))
        {
            WriteParts(w, answer);
        }
        else
        {
            string? text = answer.Text(Field.Content);
            bool isSpoken = request.AudioFormat is not null && !string.IsNullOrEmpty(text);
            w.WriteString("content", isSpoken ? null : text);
            if (isSpoken)
            {
                SpokenAnswer.Write(w, text!, request.AudioFormat!);
            }
        }

        w.WriteString("refusal", answer.Text(Field.Refusal));
        WriteAnnotations(w, answer);
        foreach (Field field in new[] { Field.ReasoningContent, Field.Reasoning })
        {
            if (answer.Text(field) is { } text)
            {
                w.WriteString(Name(field), text);
            }
        }

        if (answer.Segments.Any(s => s.Field == Field.Images))
        {
            WriteImages(w, "images", answer.Segments.Where(s => s.Field == Field.Images).Select(s => s.Text));
        }

        if (answer.ToolCalls.Count > 0)
        {
            w.WriteStartArray("tool_calls");
            foreach (ToolCall call in answer.ToolCalls)
            {
                w.WriteStartObject();
                WriteToolCallStart(w, call, call.Arguments);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        UnknownFields.Write(w, quirks);
    }

    /// <summary>Writes the pages that an answer cites, if it does.</summary>
    internal static void WriteAnnotations(Utf8JsonWriter w, Answer answer)
    {
        if (answer.Search is not { } search)
        {
            return;
        }

        w.Objects("annotations", search.Citations, static (w, citation) =>
        {
            w.WriteString("type", "url_citation");
            w.Object("url_citation", c =>
            {
                c.WriteNumber("start_index", citation.Start);
                c.WriteNumber("end_index", citation.End);
                c.WriteString("title", citation.Title);
                c.WriteString("url", citation.Url);
            });
        });
    }

    private void WriteUsage(Utf8JsonWriter w)
        => UsageJson.Write(w, request.Prompt.Tokens, answers.Sum(a => a.Tokens), answers.Sum(a => a.ReasoningTokens), quirks);
}
