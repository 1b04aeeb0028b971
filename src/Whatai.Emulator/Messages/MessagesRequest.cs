using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>A request of Anthropic's Messages API, validated as Anthropic validates it.</summary>
internal sealed record MessagesRequest(Prompt Prompt)
{
    private const string Param = "messages";
    private const int MaxMarks = 4;

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "model", Param, "max_tokens", "system", "stop_sequences", "stream", "temperature", "top_p", "top_k", "metadata", "service_tier", "thinking", "tools",
        "tool_choice", "cache_control", "container", "inference_geo", "output_config",
    };

    private static readonly string[] s_tiers = ["auto", "standard_only"];

    internal bool Stream { get; private init; }

    /// <summary>Whether tool_choice allows one call only.</summary>
    internal bool IsOneCall { get; private init; }

    /// <summary>Whether thoughts come without their text.</summary>
    internal bool OmitsThoughts { get; private init; }

    /// <summary>The documents that answers cite.</summary>
    internal IReadOnlyList<CitedDocument> Documents { get; private init; } = [];

    internal required PromptCache Cache { get; init; }

    /// <summary>Parses and validates a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="state">What the emulator knows.</param>
    /// <param name="isCount">Whether only tokens are counted: max_tokens may be absent.</param>
    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static MessagesRequest Parse(byte[] body, EmulatorState state, bool isCount)
    {
        JsonElement root = JsonBody.Parse(body);
        if (root.EnumerateObject().Select(m => m.Name).FirstOrDefault(name => !s_known.Contains(name)) is { } unknown)
        {
            throw ApiErrorException.BadParameter(unknown, "Extra inputs are not permitted");
        }

        string model = JsonBody.Model(root, state);
        long? maxTokens = JsonMembers.Integer(root, "max_tokens", 1, long.MaxValue) ?? (isCount ? null : throw ApiErrorException.Missing("max_tokens"));
        var marks = new CacheMarks();
        var tools = MessagesTools.Read(root, marks);
        MessagesContents contents = MessagesContents.Read(root, marks);
        var thinking = MessagesThinking.Read(root, maxTokens);
        ResponseFormat format = MessagesFormat.Read(root);
        marks.Add(root, string.Empty);
        CheckTogether(root, tools, contents, thinking, format);
        if (marks.Count > MaxMarks)
        {
            throw ApiErrorException.BadParameter("cache_control", $"A maximum of {MaxMarks} blocks with cache_control may be provided. Found {marks.Count}.");
        }

        return new MessagesRequest(new Prompt(model, contents.Messages, root, Param)
        {
            MaxTokens = maxTokens,
            Stops = ReadStops(root),
            Format = format,
            Thinking = thinking.Budget,
            Tools = tools.Functions,
            ToolsForbidden = tools.Forbidden,
            ForcedTool = tools.Forced,
            Search = tools.Search,
            ReportsBlocks = true,
            ContinuesAnswers = true,
        })
        {
            Stream = JsonMembers.Boolean(root, "stream"),
            IsOneCall = tools.IsOneCall,
            OmitsThoughts = thinking.IsOmitted,
            Documents = contents.Documents,
            Cache = new PromptCache(root, contents.Messages, marks),
        };
    }

    private static void CheckTogether(JsonElement root, MessagesTools tools, MessagesContents contents, MessagesThinking thinking, ResponseFormat format)
    {
        double? temperature = JsonMembers.Number(root, "temperature", 0, 1);
        JsonMembers.Number(root, "top_p", 0, 1);
        long? topK = JsonMembers.Integer(root, "top_k", 0, int.MaxValue);
        JsonMembers.Word(root, "service_tier", s_tiers);
        if (JsonMembers.Find(root, "metadata", JsonValueKind.Object) is { } metadata)
        {
            JsonMembers.String(metadata, "user_id", "metadata.user_id");
        }

        if (format.IsJson && contents.Documents.Count > 0)
        {
            throw ApiErrorException.BadParameter("output_config.format", "Citations are not supported with structured output.");
        }

        if (!thinking.IsEnabled)
        {
            return;
        }

        if (temperature is not (null or 1) || topK is not null)
        {
            throw ApiErrorException.BadParameter("temperature", "`temperature` may only be set to 1, and `top_k` must be unset, when thinking is enabled.");
        }

        if (tools.IsForced)
        {
            throw ApiErrorException.BadParameter("tool_choice", "Thinking may not be enabled when tool_choice forces tool use.");
        }

        contents.CheckThinkingFirst();
    }

    private static string[] ReadStops(JsonElement root)
    {
        const string Name = "stop_sequences";
        JsonElement[] stops = JsonMembers.Find(root, Name, JsonValueKind.Array) is { } array ? array.EnumerateArray().ToArray() : [];
        return Array.Exists(stops, s => s.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(s.GetString()))
            ? throw ApiErrorException.BadParameter(Name, "each stop sequence must contain non-whitespace")
            : Array.ConvertAll(stops, s => s.GetString()!);
    }
}
