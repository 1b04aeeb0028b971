using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>The JSON of one message: whole, and as the events of a stream.</summary>
internal sealed class MessagesJson(Exchange exchange, MessagesRequest request, Answer answer, CacheUse cache)
{
    private readonly ResponseQuirks _quirks = exchange.Response.Quirks;

    internal IReadOnlyList<OutputBlock> Blocks { get; } = new OutputBlocks(exchange.RequestId, request, answer, exchange.Response.Quirks).Make();

    internal byte[] Whole() => JsonBytes.Object(w => WriteMessage(w, Blocks, isLast: true));

    internal byte[] MessageStart() => Event("message_start", w => w.Object("message", m => WriteMessage(m, [], isLast: false)));

    internal byte[] BlockStart(int index) => Event("content_block_start", w =>
    {
        w.WriteNumber("index", index);
        w.Object("content_block", Blocks[index].Start);
    });

    internal byte[] BlockDelta(int index, string type, Action<Utf8JsonWriter> members) => Event("content_block_delta", w =>
    {
        w.WriteNumber("index", index);
        w.Object("delta", d =>
        {
            d.WriteString("type", type);
            members(d);
            UnknownFields.Write(d, _quirks);
        });
    });

    internal byte[] BlockStop(int index) => Event("content_block_stop", w => w.WriteNumber("index", index));

    /// <param name="isEnd">Whether it says why the message ends.</param>
    internal byte[] MessageDelta(bool isEnd) => Event("message_delta", w =>
    {
        w.Object("delta", d =>
        {
            if (isEnd)
            {
                WriteStop(d);
            }
        });
        WriteUsage(w, isLast: true);
    });

    /// <summary>The data of one event.</summary>
    internal byte[] Event(string type, Action<Utf8JsonWriter> members) => JsonBytes.Object(w =>
    {
        w.WriteString("type", type);
        members(w);
        UnknownFields.Write(w, _quirks);
    });

    private void WriteMessage(Utf8JsonWriter w, IReadOnlyList<OutputBlock> blocks, bool isLast)
    {
        w.WriteString("id", "msg_" + exchange.RequestId);
        w.WriteString("type", "message");
        w.WriteString("role", "assistant");
        w.WriteString("model", request.Prompt.Model);
        w.WriteStartArray("content");
        foreach (OutputBlock block in blocks)
        {
            w.WriteStartObject();
            block.Whole(w);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (isLast && (_quirks & ResponseQuirks.NoFinish) == 0)
        {
            WriteStop(w);
        }
        else
        {
            w.WriteNull("stop_reason");
            w.WriteNull("stop_sequence");
        }

        WriteUsage(w, isLast);
        UnknownFields.Write(w, _quirks);
    }

    private void WriteStop(Utf8JsonWriter w)
    {
        string? refusal = answer.Text(Field.Refusal) ?? answer.BlockReason;
        string reason = refusal is not null ? "refusal" : answer.FinishReason switch
        {
            "stop" => answer.StopSequence is null ? "end_turn" : "stop_sequence",
            "length" => "max_tokens",
            "tool_calls" => "tool_use",
            "content_filter" => "refusal",
            string other => other,
        };
        w.WriteString("stop_reason", reason);
        w.WriteString("stop_sequence", answer.StopSequence);
        if (reason == "refusal")
        {
            w.Object("stop_details", d =>
            {
                d.WriteString("type", "refusal");
                d.WriteString("category", answer.BlockReason?.ToLowerInvariant());
                d.WriteString("explanation", answer.Text(Field.Refusal));
            });
        }
    }

    // The first usage of a stream counts the start of the answer as one token.
    private void WriteUsage(Utf8JsonWriter w, bool isLast) => w.Object("usage", u =>
    {
        UsageJson.Number(u, "input_tokens", Math.Max(0, request.Prompt.Tokens - cache.Read - cache.Written), _quirks);
        UsageJson.Number(u, "cache_creation_input_tokens", cache.Written, _quirks);
        UsageJson.Number(u, "cache_read_input_tokens", cache.Read, _quirks);
        u.Object("cache_creation", c =>
        {
            UsageJson.Number(c, "ephemeral_5m_input_tokens", cache.IsLong ? 0 : cache.Written, _quirks);
            UsageJson.Number(c, "ephemeral_1h_input_tokens", cache.IsLong ? cache.Written : 0, _quirks);
        });
        UsageJson.Number(u, "output_tokens", isLast ? answer.Tokens : 1, _quirks);
        if (isLast && answer.ReasoningTokens > 0)
        {
            u.Object("output_tokens_details", d => UsageJson.Number(d, "thinking_tokens", answer.ReasoningTokens, _quirks));
        }

        if (isLast && answer.Search is not null)
        {
            u.Object("server_tool_use", s => UsageJson.Number(s, "web_search_requests", 1, _quirks));
        }

        u.WriteString("service_tier", "standard");
        UnknownFields.Write(u, _quirks);
    });
}
