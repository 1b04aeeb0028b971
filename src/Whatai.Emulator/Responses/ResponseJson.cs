using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Responses;

/// <summary>The response object in each of its states. It repeats the request's settings, with OpenAI's defaults.</summary>
internal sealed class ResponseJson(Exchange exchange, ResponseRequest request, ResponseOutput output) : ResponseBody
{
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private readonly ResponseQuirks _quirks = exchange.Response.Quirks;

    internal string Id { get; } = "resp_" + exchange.RequestId;

    internal override IReadOnlyList<OutputItem> Items => output.Items;

    internal override string Status => output.Status;

    internal override void WriteFinal(Utf8JsonWriter w) => Write(w, output.Status, () =>
    {
        foreach (OutputItem item in output.Items)
        {
            w.WriteStartObject();
            item.Write(w, inProgress: false, _quirks);
            w.WriteEndObject();
        }
    });

    internal override void WriteInProgress(Utf8JsonWriter w) => WriteUnfinished(w, "in_progress");

    internal override void WriteFailed(Utf8JsonWriter w) => WriteUnfinished(w, "failed");

    /// <summary>Writes its members in a state without any output.</summary>
    internal void WriteUnfinished(Utf8JsonWriter w, string status) => Write(w, status, null);

    private void Write(Utf8JsonWriter w, string status, Action? items)
    {
        JsonElement body = request.Body;
        w.WriteString("id", Id);
        w.WriteString("object", "response");
        w.WriteNumber("created_at", _created);
        w.WriteString("status", status);
        w.WriteBoolean("background", request.Background);
        WriteError(w, status == "failed");
        WriteIncomplete(w, status == "incomplete" ? output.IncompleteReason : null);
        Repeat(w, body, "instructions", v => v.WriteNullValue());
        Repeat(w, body, "max_output_tokens", v => v.WriteNullValue());
        Repeat(w, body, "max_tool_calls", v => v.WriteNullValue());
        w.WriteString("model", request.Prompt.Model);
        w.WriteStartArray("output");
        items?.Invoke();
        w.WriteEndArray();
        Repeat(w, body, "parallel_tool_calls", v => v.WriteBooleanValue(true));
        Repeat(w, body, "previous_response_id", v => v.WriteNullValue());
        WriteReasoning(w);
        w.WriteString("service_tier", "default");
        w.WriteBoolean("store", request.Store);
        Repeat(w, body, "temperature", v => v.WriteNumberValue(1));
        WriteText(w);
        Repeat(w, body, "tool_choice", v => v.WriteStringValue("auto"));
        WriteTools(w);
        Repeat(w, body, "top_logprobs", v => v.WriteNumberValue(0));
        Repeat(w, body, "top_p", v => v.WriteNumberValue(1));
        Repeat(w, body, "truncation", v => v.WriteStringValue("disabled"));
        if (items is null)
        {
            w.WriteNull("usage");
        }
        else
        {
            UsageJson.WriteInputOutput(w, request.Prompt.Tokens, output.Tokens, output.ReasoningTokens, _quirks);
        }

        Repeat(w, body, "user", v => v.WriteNullValue());
        Repeat(w, body, "metadata", WriteEmpty);
        UnknownFields.Write(w, _quirks);
    }

    private static void WriteError(Utf8JsonWriter w, bool failed)
    {
        if (!failed)
        {
            w.WriteNull("error");
            return;
        }

        w.Object("error", WriteFailure);
    }

    private static void WriteIncomplete(Utf8JsonWriter w, string? reason)
    {
        if (reason is null)
        {
            w.WriteNull("incomplete_details");
        }
        else
        {
            w.Object("incomplete_details", d => d.WriteString("reason", reason));
        }
    }

    private static void WriteEmpty(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteEndObject();
    }

    private static void Repeat(Utf8JsonWriter w, JsonElement from, string name, Action<Utf8JsonWriter> otherwise)
    {
        w.WritePropertyName(name);
        if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            value.WriteTo(w);
        }
        else
        {
            otherwise(w);
        }
    }

    private static JsonElement Member(JsonElement from, string name)
        => from.TryGetProperty(name, out JsonElement value) ? value : default;

    private void WriteReasoning(Utf8JsonWriter w) => w.Object("reasoning", r =>
    {
        JsonElement asked = Member(request.Body, "reasoning");
        Repeat(r, asked, "effort", v => v.WriteNullValue());
        Repeat(r, asked, "summary", v => v.WriteNullValue());
    });

    private void WriteText(Utf8JsonWriter w) => w.Object("text", t =>
    {
        JsonElement asked = Member(request.Body, "text");
        Repeat(t, asked, "format", v =>
        {
            v.WriteStartObject();
            v.WriteString("type", "text");
            v.WriteEndObject();
        });
        Repeat(t, asked, "verbosity", v => v.WriteStringValue("medium"));
    });

    private void WriteTools(Utf8JsonWriter w)
    {
        w.WriteStartArray("tools");
        foreach (JsonElement tool in Member(request.Body, "tools") is { ValueKind: JsonValueKind.Array } tools ? tools.EnumerateArray().ToArray() : [])
        {
            w.WriteStartObject();
            foreach (JsonProperty member in tool.EnumerateObject())
            {
                member.WriteTo(w);
            }

            WriteToolDefaults(w, tool);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteToolDefaults(Utf8JsonWriter w, JsonElement tool)
    {
        if (!ResponseTools.IsSearch(tool.GetProperty("type").GetString()!))
        {
            return;
        }

        if (!tool.TryGetProperty("search_context_size", out _))
        {
            w.WriteString("search_context_size", "medium");
        }

        if (!tool.TryGetProperty("user_location", out _))
        {
            w.WriteNull("user_location");
        }
    }
}
