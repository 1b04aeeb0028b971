using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Writes the body of a request to Claude's own API.</summary>
internal static class MessageRequestWriter
{
    public static byte[] Write(MessageRequest request, bool stream, JsonObject? extra) => JsonBody.Write(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, request.Model);
            writer.WriteNumber("max_tokens"u8, request.EffectiveMaxTokens);
            WriteInput(writer, request);
            writer.WriteList("stop_sequences", request.Stop);
            writer.WriteOptional("temperature", request.Temperature);
            writer.WriteOptional("top_p", request.TopP);
            writer.WriteOptional("top_k", request.TopK);
            WriteUser(writer, request.User);
            writer.WriteOptional("service_tier", request.ServiceTier);
            writer.WriteOptional("stream", stream ? true : null);
            writer.WriteEndObject();
        },
        extra);

    /// <summary>The body that asks how long the input is; it has no place for how to answer.</summary>
    public static byte[] WriteCount(MessageRequest request, JsonObject? extra) => JsonBody.Write(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, request.Model);
            WriteInput(writer, request);
            writer.WriteEndObject();
        },
        extra);

    private static void WriteInput(Utf8JsonWriter writer, MessageRequest request)
    {
        JsonObject? schema = request.ResponseFormat?.Schema is JsonElement given ? MessageSchema.Convert(given) : null;
        bool hasSystem = WriteSystem(writer, request, Instruction(request.ResponseFormat, schema));
        MessageContentWriter.Write(writer, request);
        WriteThinking(writer, request);
        WriteTools(writer, request, isCached: request.CacheSystem && !hasSystem);
        WriteToolChoice(writer, request.ToolChoice);
        WriteOutput(writer, request.Effort, schema);
    }

    // The API has no JSON mode, and takes no schema that leaves an object open; the model can be told all the same, and the answer is checked.
    private static string? Instruction(ResponseFormat? format, JsonObject? schema) => format switch
    {
        null => null,
        { Schema: null } => "Answer with a JSON object alone, without any other text around it.",
        _ when schema is not null => null,
        _ => "Answer with JSON alone, without any other text around it, that fits this JSON schema:\n" + format.Schema.Value.GetRawText(),
    };

    private static bool WriteSystem(Utf8JsonWriter writer, MessageRequest request, string? instruction)
    {
        string[] texts = [.. request.Messages.Where(MessageContentWriter.IsInstruction).Select(TextOf).Append(instruction ?? string.Empty).Where(static text => text.Length > 0)];
        if (texts.Length == 1 && !request.CacheSystem)
        {
            writer.WriteString("system"u8, texts[0]);
        }
        else if (texts.Length > 0)
        {
            writer.WriteStartArray("system"u8);
            for (int i = 0; i < texts.Length; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, texts[i]);
                WriteCacheControl(writer, request, request.CacheSystem && i == texts.Length - 1);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return texts.Length > 0;
    }

    private static string TextOf(ChatMessage message) => message.Content ?? string.Concat((message.Parts ?? []).Select(static part => part.Text));

    /// <summary>Marks the end of what the prompt cache is to keep.</summary>
    public static void WriteCacheControl(Utf8JsonWriter writer, MessageRequest request, bool isCached)
    {
        if (isCached)
        {
            writer.WriteStartObject("cache_control"u8);
            writer.WriteString("type"u8, "ephemeral"u8);
            writer.WriteOptional("ttl", request.CacheTtl);
            writer.WriteEndObject();
        }
    }

    private static void WriteUser(Utf8JsonWriter writer, string? user)
    {
        if (user is not null)
        {
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("user_id"u8, user);
            writer.WriteEndObject();
        }
    }

    private static void WriteThinking(Utf8JsonWriter writer, MessageRequest request)
    {
        string? type = request.Thinking ?? request.ThinkingBudget switch
        {
            null => request.ThinkingDisplay is null ? null : "adaptive",
            0 => "disabled",
            _ => "enabled",
        };
        if (type is not null)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, type);
            writer.WriteOptional("budget_tokens", request.ThinkingBudget is 0 ? null : request.ThinkingBudget);
            writer.WriteOptional("display", request.ThinkingDisplay);
            writer.WriteEndObject();
        }
    }

    private static void WriteTools(Utf8JsonWriter writer, MessageRequest request, bool isCached)
    {
        IReadOnlyList<FunctionTool> tools = request.Tools ?? [];
        if (tools.Count == 0 && request.WebSearch is null)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        if (request.WebSearch is MessageWebSearch search)
        {
            writer.WriteStartObject();
            WriteWebSearch(writer, search);
            WriteCacheControl(writer, request, isCached && tools.Count == 0);
            writer.WriteEndObject();
        }

        for (int i = 0; i < tools.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tools[i].Name);
            writer.WriteOptional("description", tools[i].Description);
            writer.WriteOptional("input_schema", tools[i].Parameters);
            writer.WriteOptional("strict", tools[i].Strict is true ? true : null);
            WriteCacheControl(writer, request, isCached && i == tools.Count - 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteWebSearch(Utf8JsonWriter writer, MessageWebSearch search)
    {
        writer.WriteString("type"u8, search.Type);
        writer.WriteString("name"u8, MessageWebSearch.Name);
        writer.WriteOptional("max_uses", search.MaxUses);
        writer.WriteList("allowed_domains", search.AllowedDomains);
        writer.WriteList("blocked_domains", search.BlockedDomains);
        writer.WriteLocation(search.Location);
    }

    private static void WriteToolChoice(Utf8JsonWriter writer, string? choice)
    {
        if (choice is null)
        {
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        if (ToolChoice.IsName(choice))
        {
            writer.WriteString("type"u8, "tool"u8);
            writer.WriteString("name"u8, choice);
        }
        else
        {
            string type = choice.ToLowerInvariant();
            writer.WriteString("type"u8, type == ToolChoice.Required ? "any" : type);
        }

        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, string? effort, JsonObject? schema)
    {
        if (effort is null && schema is null)
        {
            return;
        }

        writer.WriteStartObject("output_config"u8);
        writer.WriteOptional("effort", effort);
        if (schema is not null)
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WritePropertyName("schema"u8);
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
