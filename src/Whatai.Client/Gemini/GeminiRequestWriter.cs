using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Writes a Gemini request's body. The model is not in it: it stands in the path.</summary>
internal static class GeminiRequestWriter
{
    private const string JsonType = "application/json";
    private const string MediaResolutionPrefix = "MEDIA_RESOLUTION_";
    private static readonly string[] s_spoken = ["AUDIO"];

    public static byte[] Write(GeminiRequest request, JsonObject? extra) => JsonBody.Write(writer => Write(writer, request, model: null), extra);

    /// <summary>The body with the model in it.</summary>
    public static byte[] WriteWithModel(GeminiRequest request, JsonObject? extra) =>
        JsonBody.Write(writer => Write(writer, request, request.Model), extra);

    private static void Write(Utf8JsonWriter writer, GeminiRequest request, string? model)
    {
        writer.WriteStartObject();
        writer.WriteOptional("model", model);
        GeminiContentWriter.Write(writer, request.Messages);
        WriteTools(writer, request);
        WriteToolChoice(writer, request.ToolChoice);
        WriteConfig(writer, request);
        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, GeminiRequest request)
    {
        if (request is { Tools: not { Count: > 0 }, GoogleSearch: false, UrlContext: false, CodeExecution: false })
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        if (request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("functionDeclarations"u8);
            foreach (FunctionTool tool in tools)
            {
                WriteFunction(writer, tool);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        WriteHostedTool(writer, "googleSearch", request.GoogleSearch);
        WriteHostedTool(writer, "urlContext", request.UrlContext);
        WriteHostedTool(writer, "codeExecution", request.CodeExecution);
        writer.WriteEndArray();
    }

    private static void WriteHostedTool(Utf8JsonWriter writer, string name, bool isWanted)
    {
        if (isWanted)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteFunction(Utf8JsonWriter writer, FunctionTool tool)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, tool.Name);
        writer.WriteOptional("description", tool.Description);

        // The API refuses an object without properties; a function without parameters has none.
        if (!GeminiSchemaConverter.IsEmptyObject(tool.Parameters))
        {
            WriteSchema(writer, "parameters", "parametersJsonSchema", tool.Parameters, ordered: false);
        }

        writer.WriteEndObject();
    }

    private static void WriteToolChoice(Utf8JsonWriter writer, string? choice)
    {
        if (choice is null)
        {
            return;
        }

        bool isName = ToolChoice.IsName(choice);
        writer.WriteStartObject("toolConfig"u8);
        writer.WriteStartObject("functionCallingConfig"u8);
        writer.WriteString("mode"u8, isName || choice.Equals(ToolChoice.Required, StringComparison.OrdinalIgnoreCase) ? "ANY" : choice.ToUpperInvariant());
        if (isName)
        {
            writer.WriteList("allowedFunctionNames", [choice]);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter writer, GeminiRequest request)
    {
        if (!HasConfig(request))
        {
            return;
        }

        writer.WriteStartObject("generationConfig"u8);
        writer.WriteOptional("temperature", request.Temperature);
        writer.WriteOptional("topP", request.TopP);
        writer.WriteOptional("topK", request.TopK);
        writer.WriteOptional("candidateCount", request.Count);
        writer.WriteOptional("maxOutputTokens", request.MaxTokens);
        writer.WriteList("stopSequences", request.Stop);
        writer.WriteOptional("presencePenalty", request.PresencePenalty);
        writer.WriteOptional("frequencyPenalty", request.FrequencyPenalty);
        writer.WriteOptional("seed", request.Seed);
        if (request.LogProbs is int top)
        {
            writer.WriteBoolean("responseLogprobs"u8, true);
            writer.WriteOptional("logprobs", top > 0 ? top : null);
        }

        WriteFormat(writer, request.ResponseFormat);
        WriteThinking(writer, request);
        writer.WriteList("responseModalities", request.ResponseModalities is null && request.Voice is not null ? s_spoken : request.ResponseModalities);
        WriteVoice(writer, request.Voice);
        if (request.MediaResolution is string resolution)
        {
            writer.WriteString("mediaResolution"u8, resolution.StartsWith(MediaResolutionPrefix, StringComparison.Ordinal) ? resolution : MediaResolutionPrefix + resolution.ToUpperInvariant());
        }

        WriteImage(writer, request);
        writer.WriteEndObject();
    }

    private static bool HasConfig(GeminiRequest request) =>
        request.Temperature is not null || request.TopP is not null || request.TopK is not null || request.Count is not null || request.MaxTokens is not null
        || request.Stop is { Count: > 0 } || request.PresencePenalty is not null || request.FrequencyPenalty is not null || request.Seed is not null || request.LogProbs is not null
        || request.ResponseFormat is not null || request.ResponseModalities is { Count: > 0 } || HasThinking(request) || HasImage(request)
        || request.MediaResolution is not null || request.Voice is not null;

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format)
    {
        if (format is null)
        {
            return;
        }

        writer.WriteString("responseMimeType"u8, JsonType);
        if (format.Schema is JsonElement schema)
        {
            WriteSchema(writer, "responseSchema", "responseJsonSchema", Described(schema, format.Description), ordered: true);
        }
    }

    // In Gemini's own form where that can say it: every model and relay knows that one, JSON schema only the newer ones.
    // The API has no other place for it than the schema itself.
    private static JsonElement Described(JsonElement schema, string? description)
    {
        if (description is null || schema.TryGetProperty("description", out _))
        {
            return schema;
        }

        JsonObject described = JsonObject.Create(schema)!;
        described["description"] = description;
        using JsonDocument document = JsonDocument.Parse(described.ToJsonString());
        return document.RootElement.Clone();
    }

    private static void WriteSchema(Utf8JsonWriter writer, string name, string jsonSchemaName, JsonElement schema, bool ordered)
    {
        if (GeminiSchemaConverter.Convert(schema, ordered) is JsonObject converted)
        {
            writer.WritePropertyName(name);
            converted.WriteTo(writer);
        }
        else
        {
            writer.WriteOptional(jsonSchemaName, schema);
        }
    }

    private static bool HasThinking(GeminiRequest request) =>
        request.ThinkingBudget is not null || request.ThinkingLevel is not null || request.IncludeThoughts is not null;

    private static void WriteThinking(Utf8JsonWriter writer, GeminiRequest request)
    {
        if (!HasThinking(request))
        {
            return;
        }

        writer.WriteStartObject("thinkingConfig"u8);
        writer.WriteOptional("thinkingBudget", request.ThinkingBudget);
        writer.WriteOptional("thinkingLevel", request.ThinkingLevel);
        if (request.IncludeThoughts is bool include)
        {
            writer.WriteBoolean("includeThoughts"u8, include);
        }

        writer.WriteEndObject();
    }

    private static void WriteVoice(Utf8JsonWriter writer, string? voice)
    {
        if (voice is not null)
        {
            writer.WriteStartObject("speechConfig"u8);
            writer.WriteStartObject("voiceConfig"u8);
            writer.WriteStartObject("prebuiltVoiceConfig"u8);
            writer.WriteString("voiceName"u8, voice);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static bool HasImage(GeminiRequest request) => request.AspectRatio is not null || request.ImageSize is not null;

    private static void WriteImage(Utf8JsonWriter writer, GeminiRequest request)
    {
        if (!HasImage(request))
        {
            return;
        }

        writer.WriteStartObject("imageConfig"u8);
        writer.WriteOptional("aspectRatio", request.AspectRatio);
        writer.WriteOptional("imageSize", request.ImageSize);
        writer.WriteEndObject();
    }
}
