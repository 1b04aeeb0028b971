using System;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Chat;

/// <summary>The JSON of one chat answer: the plain completion, and the chunks of a stream.</summary>
internal sealed class ChatJson(string requestId, ChatRequest request, ChatAnswer[] answers, Twist twist)
{
    private readonly string _id = "chatcmpl-" + requestId;
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>The name of the member that holds a field.</summary>
    internal static string Name(ChatField field) => field switch
    {
        ChatField.ReasoningContent => "reasoning_content",
        ChatField.Reasoning => "reasoning",
        ChatField.Refusal => "refusal",
        _ => "content",
    };

    internal byte[] Completion() => JsonBytes.Object(w =>
    {
        WriteHead(w, "chat.completion");
        w.WriteStartArray("choices");
        for (int i = 0; i < answers.Length; i++)
        {
            ChatAnswer answer = answers[i];
            w.WriteStartObject();
            w.WriteNumber("index", i);
            w.Object("message", m => WriteMessage(m, answer));
            w.WriteString("finish_reason", (twist & Twist.NoFinish) != 0 ? null : answer.FinishReason);
            UnknownFields.Write(w, twist);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        WriteUsage(w);
    });

    internal byte[] Chunk(int choice, Action<Utf8JsonWriter> delta, string? finishReason = null) => JsonBytes.Object(w =>
    {
        WriteHead(w, "chat.completion.chunk");
        w.WriteStartArray("choices");
        w.WriteStartObject();
        w.WriteNumber("index", choice);
        w.Object("delta", d =>
        {
            delta(d);
            UnknownFields.Write(d, twist);
        });
        w.WriteString("finish_reason", finishReason);
        UnknownFields.Write(w, twist);
        w.WriteEndObject();
        w.WriteEndArray();
    });

    internal byte[] ChunkWithoutChoices() => JsonBytes.Object(w => WriteHead(w, "chat.completion.chunk"));

    internal byte[] UsageChunk() => JsonBytes.Object(w =>
    {
        WriteHead(w, "chat.completion.chunk");
        w.WriteStartArray("choices");
        if ((twist & Twist.UsageWithChoice) != 0)
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
    internal static void WriteToolCallStart(Utf8JsonWriter w, ChatToolCall call, string arguments)
    {
        w.WriteString("id", call.Id);
        w.WriteString("type", "function");
        w.Object("function", f =>
        {
            f.WriteString("name", call.Name);
            f.WriteString("arguments", arguments);
        });
    }

    private void WriteHead(Utf8JsonWriter w, string kind)
    {
        w.WriteString("id", _id);
        w.WriteString("object", kind);
        w.WriteNumber("created", _created);
        w.WriteString("model", request.Model);
        UnknownFields.Write(w, twist);
    }

    private void WriteMessage(Utf8JsonWriter w, ChatAnswer answer)
    {
        w.WriteString("role", "assistant");
        w.WriteString("content", answer.Text(ChatField.Content));
        foreach (ChatField field in new[] { ChatField.ReasoningContent, ChatField.Reasoning, ChatField.Refusal })
        {
            if (answer.Text(field) is { } text)
            {
                w.WriteString(Name(field), text);
            }
        }

        if (answer.ToolCalls.Count > 0)
        {
            w.WriteStartArray("tool_calls");
            foreach (ChatToolCall call in answer.ToolCalls)
            {
                w.WriteStartObject();
                WriteToolCallStart(w, call, call.Arguments);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        UnknownFields.Write(w, twist);
    }

    private void WriteUsage(Utf8JsonWriter w) => w.Object("usage", u =>
    {
        long completion = answers.Sum(a => a.Tokens);
        Number(u, "prompt_tokens", request.PromptTokens);
        Number(u, "completion_tokens", completion);
        Number(u, "total_tokens", request.PromptTokens + completion);
        u.Object("prompt_tokens_details", d => Number(d, "cached_tokens", 0));
        u.Object("completion_tokens_details", d => Number(d, "reasoning_tokens", answers.Sum(a => a.ReasoningTokens)));
        if ((twist & Twist.UsageWithChoice) != 0)
        {
            Number(u, "input_tokens", 0);
            Number(u, "output_tokens", 0);
            u.WriteNull("input_tokens_details");
        }

        UnknownFields.Write(u, twist);
    });

    private void Number(Utf8JsonWriter w, string name, long value)
    {
        if ((twist & Twist.StringNumbers) != 0)
        {
            w.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            w.WriteNumber(name, value);
        }
    }
}
