using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>Writes the body of a request to the Responses API.</summary>
internal static class ResponseRequestWriter
{
    private const string ImageGenerationType = "image_generation";

    private static readonly (string Tool, string Member)[] s_outputs = [("file_search", "file_search_call.results"), ("code_interpreter", "code_interpreter_call.outputs")];

    public static byte[] Write(ResponseRequest request, bool stream, JsonObject? extra) =>
        JsonBody.Write(writer => Write(writer, request, stream), extra);

    private static void Write(Utf8JsonWriter writer, ResponseRequest request, bool stream)
    {
        ChatMessage? system = request.Instructions is null && request.Messages[0] is { Role: ChatRole.System, Parts: null } first ? first : null;
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteStartArray("input"u8);
        for (int i = system is null ? 0 : 1; i < request.Messages.Count; i++)
        {
            ResponseInputWriter.Write(writer, request.Messages[i]);
        }

        writer.WriteEndArray();
        writer.WriteOptional("instructions", request.Instructions ?? system?.Content);
        writer.WriteOptional("previous_response_id", request.PreviousResponseId);
        writer.WriteOptional("temperature", request.Temperature);
        writer.WriteOptional("top_p", request.TopP);
        writer.WriteOptional("max_output_tokens", request.MaxTokens);
        writer.WriteOptional("max_tool_calls", request.MaxToolCalls);
        WriteReasoning(writer, request);
        WriteText(writer, request);
        WriteTools(writer, request);
        WriteToolChoice(writer, request);
        WriteInclude(writer, request);
        writer.WriteOptional("top_logprobs", request.LogProbs);
        writer.WriteOptional("store", request.Store);
        writer.WriteOptional("truncation", request.Truncation);
        writer.WriteOptional("user", request.User);
        writer.WriteOptional("service_tier", request.ServiceTier);
        writer.WriteOptional("safety_identifier", request.SafetyIdentifier);
        writer.WriteOptional("prompt_cache_key", request.PromptCacheKey);
        WriteMetadata(writer, request.Metadata);
        if (request.Background)
        {
            writer.WriteBoolean("background"u8, true);
        }

        if (stream)
        {
            // Usage comes unasked here: it is part of the response that the last event holds.
            writer.WriteBoolean("stream"u8, true);
        }

        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ResponseRequest request)
    {
        if (request.ReasoningEffort is not null || request.ReasoningSummary is not null)
        {
            writer.WriteStartObject("reasoning"u8);
            writer.WriteOptional("effort", request.ReasoningEffort);
            writer.WriteOptional("summary", request.ReasoningSummary);
            writer.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ResponseRequest request)
    {
        if (request.ResponseFormat is null && request.Verbosity is null)
        {
            return;
        }

        writer.WriteStartObject("text"u8);
        if (request.ResponseFormat is ResponseFormat format)
        {
            writer.WriteStartObject("format"u8);
            if (format.Schema is JsonElement schema)
            {
                writer.WriteString("type"u8, "json_schema"u8);
                writer.WriteString("name"u8, format.Name);
                writer.WriteOptional("description", format.Description);
                writer.WriteOptional("schema", schema);
                writer.WriteBoolean("strict"u8, format.Strict);
            }
            else
            {
                writer.WriteString("type"u8, "json_object"u8);
            }

            writer.WriteEndObject();
        }

        writer.WriteOptional("verbosity", request.Verbosity);
        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, ResponseRequest request)
    {
        if (request is { Tools: not { Count: > 0 }, WebSearch: null, ImageGeneration: false, BuiltInTools: not { Count: > 0 } })
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (FunctionTool tool in request.Tools ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            // Here, unlike in chat, functions are strict unless told otherwise, and strict ones have no optional parameters.
            writer.WriteFunction(tool with { Strict = tool.Strict ?? false });
            writer.WriteEndObject();
        }

        if (request.WebSearch is WebSearch search)
        {
            WriteWebSearch(writer, search);
        }

        if (request.ImageGeneration)
        {
            WriteType(writer, ImageGenerationType);
        }

        foreach (JsonElement tool in request.BuiltInTools ?? [])
        {
            tool.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    // What these tools found and printed, and how likely tokens were, the server leaves out unless it is asked for.
    private static void WriteInclude(Utf8JsonWriter writer, ResponseRequest request)
    {
        string[] wanted =
        [
            .. s_outputs.Where(output => HasBuiltIn(request, output.Tool)).Select(static output => output.Member),
            .. request.LogProbs is null ? (string[])[] : ["message.output_text.logprobs"],
        ];
        if (wanted.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("include"u8);
        foreach (string member in wanted)
        {
            writer.WriteStringValue(member);
        }

        writer.WriteEndArray();
    }

    private static bool HasBuiltIn(ResponseRequest request, string type) => request.BuiltInTools?.Any(tool => LenientJson.Text(tool, "type") == type) == true;

    private static void WriteWebSearch(Utf8JsonWriter writer, WebSearch search)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, search.Type);
        writer.WriteOptional("search_context_size", search.ContextSize);
        writer.WriteLocation(search.Location);
        writer.WriteEndObject();
    }

    private static void WriteToolChoice(Utf8JsonWriter writer, ResponseRequest request)
    {
        if (request.ToolChoice is not string choice || !ToolChoice.IsName(choice))
        {
            writer.WriteOptional("tool_choice", request.ToolChoice?.ToLowerInvariant());
            return;
        }

        writer.WritePropertyName("tool_choice"u8);
        if (choice == request.WebSearch?.Type || (request.ImageGeneration && choice == ImageGenerationType) || HasBuiltIn(request, choice))
        {
            // A hosted tool is its own type.
            WriteType(writer, choice);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteString("name"u8, choice);
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("metadata"u8);
        foreach (KeyValuePair<string, string> entry in metadata)
        {
            writer.WriteString(entry.Key, entry.Value);
        }

        writer.WriteEndObject();
    }
}
