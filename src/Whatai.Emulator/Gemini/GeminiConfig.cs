using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Schema;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The request's generationConfig, validated.</summary>
internal sealed record GeminiConfig
{
    private const string Param = "generationConfig";
    private const string ThinkingParam = Param + ".thinkingConfig";
    private const int MaxCandidates = 8;
    private const int MaxStops = 5;
    private const int MaxThinking = 32_768;

    private static readonly string[] s_mimeTypes = ["text/plain", "application/json", "text/x.enum"];
    private static readonly string[] s_resolutions = ["MEDIA_RESOLUTION_UNSPECIFIED", "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH"];
    private static readonly string[] s_levels = ["THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"];

    internal int Candidates { get; private init; } = 1;

    internal long? MaxTokens { get; private init; }

    internal IReadOnlyList<string> Stops { get; private init; } = [];

    internal ResponseFormat Format { get; private init; } = ResponseFormat.Text;

    internal long? Thinking { get; private init; }

    internal bool IncludeThoughts { get; private init; }

    internal ImageOutput? Image { get; private init; }

    /// <summary>How many tokens are told for each place; null for no log probabilities.</summary>
    internal int? Alternatives { get; private init; }

    /// <summary>Whether the answer is spoken.</summary>
    internal bool Speaks { get; private init; }

    internal static GeminiConfig Read(JsonElement root, string model)
    {
        JsonElement config = ProtoMembers.Object(root, Param, string.Empty) ?? JsonDocument.Parse("{}").RootElement;
        CheckUnused(config);
        JsonElement thinking = ProtoMembers.Object(config, "thinkingConfig", Param) ?? JsonDocument.Parse("{}").RootElement;
        bool includeThoughts = ProtoMembers.Boolean(thinking, "includeThoughts", ThinkingParam);
        return new GeminiConfig
        {
            Candidates = (int)(ProtoMembers.Integer(config, "candidateCount", 1, MaxCandidates, Param) ?? 1),
            MaxTokens = ProtoMembers.Integer(config, "maxOutputTokens", 1, int.MaxValue, Param),
            Stops = ReadStops(config),
            Format = ReadFormat(config),
            Thinking = ReadThinking(thinking, includeThoughts),
            IncludeThoughts = includeThoughts,
            Image = GeminiImages.Read(config, Param, model),
            Alternatives = ReadLogProbs(config),
            Speaks = GeminiSpeech.Read(config, Param, model),
        };
    }

    // These have no effect here, but invalid values are rejected.
    private static void CheckUnused(JsonElement config)
    {
        ProtoMembers.Number(config, "temperature", 0, 2, Param);
        ProtoMembers.Number(config, "topP", 0, 1, Param);
        ProtoMembers.Number(config, "topK", 1, int.MaxValue, Param);
        ProtoMembers.Number(config, "presencePenalty", -2, 2, Param);
        ProtoMembers.Number(config, "frequencyPenalty", -2, 2, Param);
        ProtoMembers.Word(config, "mediaResolution", s_resolutions, Param);
        ProtoMembers.Integer(config, "seed", int.MinValue, int.MaxValue, Param);
    }

    private static int? ReadLogProbs(JsonElement config)
    {
        long? top = ProtoMembers.Integer(config, "logprobs", 0, 20, Param);
        return ProtoMembers.Boolean(config, "responseLogprobs", Param) ? (int)(top ?? 0)
            : top is null ? null
            : throw ApiErrorException.BadParameter(Param + ".logprobs", "Logprobs can only be set if response_logprobs is true.");
    }

    private static string[] ReadStops(JsonElement config)
    {
        const string Name = "stopSequences";
        string at = ProtoMembers.At(Param, Name);
        JsonElement[] stops = ProtoMembers.Array(config, Name, Param) is { } array ? array.EnumerateArray().ToArray() : [];
        if (stops.Length > MaxStops || Array.Exists(stops, s => s.ValueKind != JsonValueKind.String || s.GetString()!.Length == 0))
        {
            throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}': at most {MaxStops} strings, none of them empty.");
        }

        return Array.ConvertAll(stops, s => s.GetString()!);
    }

    private static long? ReadThinking(JsonElement thinking, bool includeThoughts)
    {
        long? budget = ProtoMembers.Integer(thinking, "thinkingBudget", -1, MaxThinking, ThinkingParam);
        string? level = ProtoMembers.String(thinking, "thinkingLevel", ThinkingParam)?.ToUpperInvariant();
        if (level is not null && Array.IndexOf(s_levels, level) < 0)
        {
            throw ApiErrorException.BadParameter(
                ThinkingParam + ".thinkingLevel", $"Invalid value at '{ThinkingParam}.thinkingLevel': \"{level}\". Supported are {string.Join(", ", s_levels)}.");
        }

        if (level is not null && budget is not null)
        {
            throw ApiErrorException.BadParameter(ThinkingParam, "You can only set one of thinking budget and thinking level.");
        }

        return budget switch
        {
            0 => null,
            > 0 => budget,
            -1 => long.MaxValue,
            _ => level is not null || includeThoughts ? long.MaxValue : null,
        };
    }

    private static ResponseFormat ReadFormat(JsonElement config)
    {
        string mimeType = ProtoMembers.Word(config, "responseMimeType", s_mimeTypes, Param) ?? s_mimeTypes[0];
        JsonElement? schema = ProtoMembers.Object(config, "responseSchema", Param);
        JsonElement? jsonSchema = ProtoMembers.Object(config, "responseJsonSchema", Param);
        if (schema is not null && jsonSchema is not null)
        {
            throw ApiErrorException.BadParameter(Param, "Only one of 'response_schema' and 'response_json_schema' may be set.");
        }

        JsonElement? obeyed = schema is { } open ? GeminiSchemaParser.ToJsonSchema(open, Param + ".responseSchema") : jsonSchema;
        if (mimeType == s_mimeTypes[0])
        {
            return obeyed is null
                ? ResponseFormat.Text
                : throw ApiErrorException.BadParameter(
                    Param + ".responseMimeType", "Function calling with a response mime type: 'text/plain' is unsupported with a response schema; use 'application/json'.");
        }

        return new ResponseFormat(true, obeyed) { IsUnquoted = mimeType == "text/x.enum" };
    }
}
