using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Completions;

/// <summary>A legacy completion request, validated as OpenAI validates it.</summary>
internal sealed record CompletionRequest(string Model, IReadOnlyList<string> Prompts)
{
    private const long DefaultMaxTokens = 16;
    private const int MaxLogProbs = 5;
    private const int MaxCandidates = 20;

    internal bool Stream { get; private init; }

    internal bool IncludeUsage { get; private init; }

    internal int Choices { get; private init; }

    internal int BestOf { get; private init; }

    internal long MaxTokens { get; private init; }

    internal IReadOnlyList<string> Stops { get; private init; } = [];

    internal bool Echo { get; private init; }

    internal string? Suffix { get; private init; }

    /// <summary>The number of alternatives in each token's logprobs; null for no logprobs.</summary>
    internal int? LogProbs { get; private init; }

    /// <summary>At least 1.</summary>
    internal long PromptTokens { get; } = System.Math.Max(1, Prompts.Sum(ChunkSplitter.Count));

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static CompletionRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        CheckUnused(root);
        int choices = (int)(JsonMembers.Integer(root, "n", 1, 128) ?? 1);
        bool stream = JsonMembers.Boolean(root, "stream");
        return new CompletionRequest(model, ReadPrompts(root))
        {
            Stream = stream,
            IncludeUsage = JsonMembers.Find(root, "stream_options", JsonValueKind.Object) is { } options
                && JsonMembers.Boolean(options, "include_usage"),
            Choices = choices,
            BestOf = ReadBestOf(root, choices, stream),
            MaxTokens = JsonMembers.Integer(root, "max_tokens", 0, long.MaxValue) ?? DefaultMaxTokens,
            Stops = JsonBody.Stops(root),
            Echo = JsonMembers.Boolean(root, "echo"),
            Suffix = JsonMembers.String(root, "suffix"),
            LogProbs = (int?)JsonMembers.Integer(root, "logprobs", 0, MaxLogProbs),
        };
    }

    // These have no effect here, but invalid values are rejected.
    private static void CheckUnused(JsonElement root)
    {
        JsonMembers.Number(root, "temperature", 0, 2);
        JsonMembers.Number(root, "top_p", 0, 1);
        JsonMembers.Number(root, "frequency_penalty", -2, 2);
        JsonMembers.Number(root, "presence_penalty", -2, 2);
        JsonMembers.Integer(root, "seed", long.MinValue, long.MaxValue);
        JsonMembers.String(root, "user");
        if (JsonMembers.Find(root, "logit_bias", JsonValueKind.Object) is { } biases)
        {
            foreach (JsonProperty bias in biases.EnumerateObject())
            {
                if (!long.TryParse(bias.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    throw ApiErrorException.BadParameter("logit_bias", $"Invalid key in 'logit_bias': {bias.Name}. You should only be submitting token ids.");
                }

                JsonMembers.Number(biases, bias.Name, -100, 100);
            }
        }
    }

    private static int ReadBestOf(JsonElement root, int choices, bool stream)
    {
        if (JsonMembers.Integer(root, "best_of", 1, MaxCandidates) is not { } bestOf)
        {
            return choices;
        }

        if (bestOf < choices)
        {
            throw ApiErrorException.BadParameter(
                "best_of", "You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently "
                    + $"{choices}) to be at most 'best_of' (currently {bestOf}), or omit either parameter if you don't specifically want to use them.)");
        }

        return !stream || bestOf == 1
            ? (int)bestOf
            : throw ApiErrorException.BadParameter("best_of", "Results of 'best_of' over 1 cannot be streamed.");
    }

    private static List<string> ReadPrompts(JsonElement root)
    {
        if (!root.TryGetProperty("prompt", out JsonElement prompt) || prompt.ValueKind == JsonValueKind.Null)
        {
            return ["<|endoftext|>"]; // the start of a new document, as in OpenAI's reference
        }

        if (prompt.ValueKind == JsonValueKind.String)
        {
            return [prompt.GetString()!];
        }

        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0)
        {
            if (AsTokens(prompt) is { } tokens)
            {
                return [tokens];
            }

            List<string?> prompts = prompt.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String ? p.GetString() : AsTokens(p)).ToList();
            if (!prompts.Contains(null))
            {
                return prompts!;
            }
        }

        throw ApiErrorException.BadParameter(
            "prompt", "Invalid type for 'prompt': expected a string, array of strings, array of tokens, or array of token arrays.", "invalid_type");
    }

    private static string? AsTokens(JsonElement array)
        => array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > 0
            && array.EnumerateArray().All(t => t.ValueKind == JsonValueKind.Number && t.TryGetInt32(out int token) && token >= 0)
                ? string.Join(" ", array.EnumerateArray().Select(t => t.GetRawText()))
                : null;
}
