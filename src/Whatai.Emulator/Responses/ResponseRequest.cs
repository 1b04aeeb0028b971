using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A request to /v1/responses, validated as OpenAI validates it. Unknown members are ignored.</summary>
internal sealed record ResponseRequest(Prompt Prompt, ResponseInput Input, ResponseTools Tools)
{
    // OpenAI's minimum.
    private const long MinTokens = 16;

    private static readonly string[] s_efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
    private static readonly string[] s_summaries = ["auto", "concise", "detailed"];
    private static readonly string[] s_truncations = ["auto", "disabled"];
    private static readonly string[] s_absent = ["conversation", "prompt"];
    private static readonly string[] s_includables =
    [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources", "message.input_image.image_url",
        "computer_call_output.output.image_url", "code_interpreter_call.outputs", "reasoning.encrypted_content", "message.output_text.logprobs",
    ];

    internal JsonElement Body => Prompt.Body;

    internal bool Stream { get; private init; }

    internal bool Store { get; private init; }

    internal StoredResponse? Previous { get; private init; }

    /// <summary>The requested reasoning summary; null for none.</summary>
    internal string? Summary { get; private init; }

    /// <summary>Whether it is made in the background.</summary>
    internal bool Background { get; private init; }

    /// <summary>The members that are left out unless a request names them.</summary>
    internal IReadOnlyList<string> Include { get; private init; } = [];

    /// <summary>How many tokens are told for each place; null for no log probabilities.</summary>
    internal int? Alternatives { get; private init; }

    /// <exception cref="ApiErrorException">400 that names the member; 404 for an item that is not stored; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static ResponseRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        CheckUnused(root);
        JsonElement? reasoning = JsonMembers.Find(root, "reasoning", JsonValueKind.Object);
        string? effort = reasoning is { } r ? JsonMembers.Word(r, "effort", s_efforts, "reasoning.effort") : null;
        List<string> include = ReadInclude(root);
        StoredResponse? previous = FindPrevious(root, state.Responses);
        var input = ResponseInput.Read(root, previous, state.Responses);
        var tools = ResponseTools.Read(root);
        var messages = new List<Message>();
        if (JsonMembers.String(root, "instructions") is { } instructions)
        {
            messages.Add(new Message("system", instructions, []));
        }

        messages.AddRange(previous?.Conversation ?? []);
        messages.AddRange(input.Messages);
        var prompt = new Prompt(model, messages, root, ResponseInput.Param)
        {
            MaxTokens = ReadMaxTokens(root),
            Format = ResponseFormat.ReadText(root),
            Tools = tools.Functions,
            ToolsForbidden = tools.Forbidden,
            ForcedTool = tools.Forced,
            Search = tools.Search,
            Hosted = tools.Hosted,
            Decisions = input.Decisions,
            Image = tools.Image?.Out,
            Thinking = effort is null or "none" ? null : long.MaxValue,
        };
        return new ResponseRequest(prompt, input, tools)
        {
            Stream = JsonMembers.Boolean(root, "stream"),
            Store = JsonMembers.Boolean(root, "store", absent: true),
            Background = ReadBackground(root),
            Previous = previous,
            Summary = reasoning is { } s
                ? JsonMembers.Word(s, "summary", s_summaries, "reasoning.summary")
                    ?? JsonMembers.Word(s, "generate_summary", s_summaries, "reasoning.generate_summary")
                : null,
            Include = include,
            Alternatives = include.Contains("message.output_text.logprobs") ? (int)(JsonMembers.Integer(root, "top_logprobs", 0, 20) ?? 0) : null,
        };
    }

    private static bool ReadBackground(JsonElement root)
        => JsonMembers.Boolean(root, "background")
            && (JsonMembers.Boolean(root, "store", absent: true) ? true : throw ApiErrorException.BadParameter("background", "A background response must be stored: 'store' can't be false."));

    // These have no effect here, but invalid values are rejected.
    private static void CheckUnused(JsonElement root)
    {
        JsonMembers.Number(root, "temperature", 0, 2);
        JsonMembers.Number(root, "top_p", 0, 1);
        JsonMembers.Integer(root, "top_logprobs", 0, 20);
        JsonMembers.Integer(root, "max_tool_calls", 1, long.MaxValue);
        JsonMembers.Boolean(root, "parallel_tool_calls");
        JsonMembers.Word(root, "truncation", s_truncations);
        JsonMembers.String(root, "user");
        JsonMembers.String(root, "service_tier");
        JsonMembers.String(root, "prompt_cache_key");
        JsonMembers.Text(root, "safety_identifier", 64);
        foreach (string name in s_absent)
        {
            if (root.TryGetProperty(name, out JsonElement absent) && absent.ValueKind != JsonValueKind.Null)
            {
                throw ApiErrorException.BadParameter(name, $"The emulator has no '{name}'.", "unsupported_parameter");
            }
        }

        Metadata.Read(root);
    }

    private static long? ReadMaxTokens(JsonElement root)
    {
        const string Name = "max_output_tokens";
        long? max = JsonMembers.Integer(root, Name, long.MinValue, long.MaxValue);
        return max is < MinTokens
            ? throw ApiErrorException.BadParameter(
                Name,
                $"Invalid '{Name}': integer below minimum value. Expected a value >= {MinTokens}, but got {max} instead.",
                "integer_below_min_value")
            : max;
    }

    private static List<string> ReadInclude(JsonElement root)
    {
        var include = new List<string>();
        if (JsonMembers.Find(root, "include", JsonValueKind.Array) is { } array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                string at = $"include[{include.Count}]";
                string value = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
                include.Add(Array.IndexOf(s_includables, value) >= 0
                    ? value
                    : throw ApiErrorException.BadParameter(at, $"Invalid value: '{value}'. Supported values are: {string.Join(", ", s_includables)}."));
            }
        }

        return include;
    }

    private static StoredResponse? FindPrevious(JsonElement root, ResponseStore store)
        => JsonMembers.String(root, "previous_response_id") is { } id
            ? store.Find(id)
                ?? throw ApiErrorException.BadParameter(
                    "previous_response_id", $"Previous response with id '{id}' not found.", "previous_response_not_found")
            : null;
}
