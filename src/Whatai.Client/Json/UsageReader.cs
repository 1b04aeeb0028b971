using System;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>
/// Reads token counts under all names that the family gives them. Relays mix the names, and fill those that they do not use with zeros,
/// so the first one above zero counts.
/// </summary>
internal static class UsageReader
{
    // No request has more; sums stay far from where a long ends.
    private const long MostTokens = 1_000_000_000_000;

    // xAI's.
    private const decimal TicksOfDollar = 10_000_000_000m;

    private static readonly string[] s_prompt = ["prompt_tokens", "input_tokens", "promptTokenCount", "prompt_token_count"];
    private static readonly string[] s_completion = ["completion_tokens", "output_tokens"];
    private static readonly string[] s_candidates = ["candidatesTokenCount", "candidates_token_count"];
    private static readonly string[] s_toolPrompt = ["toolUsePromptTokenCount", "tool_use_prompt_token_count"];
    private static readonly string[] s_thoughts = ["thoughtsTokenCount", "thoughts_token_count"];
    private static readonly string[] s_total = ["total_tokens", "totalTokenCount", "total_token_count"];
    private static readonly string[] s_promptDetails = ["prompt_tokens_details", "input_tokens_details"];
    private static readonly string[] s_completionDetails = ["completion_tokens_details", "output_tokens_details"];

    // DeepSeek, Moonshot and Anthropic count the cached part beside the details; Gemini has no details.
    private static readonly string[] s_cached =
        ["prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens", "cachedContentTokenCount", "cached_content_token_count"];

    // new-api, OpenRouter and the like, in the details; Anthropic beside them, in all or by how long the cache keeps it.
    private static readonly string[] s_detailWrites = ["cache_write_tokens", "cached_creation_tokens", "cache_creation_input_tokens", "cache_creation_tokens"];
    private static readonly string[] s_cacheWrites = ["cache_creation_input_tokens", "cache_write_tokens"];
    private static readonly string[] s_shortWrites = ["claude_cache_creation_5_m_tokens", "ephemeral_5m_input_tokens"];
    private static readonly string[] s_longWrites = ["claude_cache_creation_1_h_tokens", "ephemeral_1h_input_tokens"];

    private static readonly string[] s_image = ["image_tokens"];
    private static readonly string[] s_audio = ["audio_tokens"];

    private static readonly string[] s_hit = ["prompt_cache_hit_tokens"];
    private static readonly string[] s_miss = ["prompt_cache_miss_tokens"];
    private static readonly string[] s_detailCached = ["cached_tokens"];
    private static readonly string[] s_detailReasoning = ["reasoning_tokens", "thinking_tokens"];

    /// <summary>Reads the <c>usage</c> of an answer; null where it has none.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="leavesOutCache">As <see cref="Read"/> takes it.</param>
    public static TokenUsage? Find(JsonElement answer, bool leavesOutCache = false) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
            ? Read(usage, leavesOutCache)
            : null;

    /// <summary>Reads a <c>usage</c> or <c>usageMetadata</c> object.</summary>
    /// <param name="usage">The object.</param>
    /// <param name="leavesOutCache">Whether the prompt's tokens are those that neither came from a cache nor were written to it, as Anthropic counts.</param>
    public static TokenUsage Read(JsonElement usage, bool leavesOutCache = false)
    {
        long cached = Detail(usage, s_promptDetails, s_detailCached) is > 0 and long detail ? detail : First(usage, s_cached);
        long thoughts = First(usage, s_thoughts);
        long reasoning = Detail(usage, s_completionDetails, s_detailReasoning) is > 0 and long told ? told : First(usage, s_detailReasoning);
        long written = CacheWrites(usage);
        long prompt = First(usage, s_prompt) is > 0 and long counted ? counted : First(usage, s_hit) + First(usage, s_miss);
        prompt += First(usage, s_toolPrompt);
        if (leavesOutCache || LenientJson.Text(usage, "usage_semantic") is "anthropic")
        {
            prompt += cached + written;
        }

        // Gemini counts thoughts apart from the answer.
        long completion = First(usage, s_completion) is > 0 and long whole ? whole : First(usage, s_candidates) + thoughts;
        long total = First(usage, s_total);
        if (prompt > 0 && completion > 0 && total > prompt + completion)
        {
            // xAI leaves the reasoning out of the completion, and has it in the total.
            completion = total - prompt;
        }

        return new TokenUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = total > 0 ? total : prompt + completion,
            CachedTokens = cached,
            CacheWriteTokens = written,
            LongCacheWriteTokens = First(CacheParts(usage), s_longWrites),
            ImagePromptTokens = Detail(usage, s_promptDetails, s_image),
            AudioPromptTokens = Detail(usage, s_promptDetails, s_audio),
            AudioCompletionTokens = Detail(usage, s_completionDetails, s_audio),
            ReasoningTokens = reasoning > 0 ? reasoning : thoughts,
            Cost = Cost(usage),
        };
    }

    /// <summary>Whether later counts take the place of earlier ones: they are cumulative, but some gateways end with zeros.</summary>
    public static bool Replaces(TokenUsage later, TokenUsage? earlier) =>
        earlier is null || !IsZero(later);

    /// <summary>Whether the first member is a count of the prompt above zero, as nearly all have it: then <see cref="IsZero"/> need not read the rest.</summary>
    public static bool BeginsCounted(ReadOnlySpan<byte> usage)
    {
        var reader = new Utf8JsonReader(usage);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
            && (reader.ValueTextEquals("promptTokenCount"u8) || reader.ValueTextEquals("prompt_token_count"u8))
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long count) && count is > 0 and < MostTokens;
    }

    /// <summary>Whether nothing was counted.</summary>
    public static bool IsZero(TokenUsage usage) => usage is { PromptTokens: 0, CompletionTokens: 0, TotalTokens: 0 };

    private static long CacheWrites(JsonElement usage)
    {
        long told = Detail(usage, s_promptDetails, s_detailWrites) is > 0 and long detail ? detail : First(usage, s_cacheWrites);
        JsonElement parts = CacheParts(usage);
        return told > 0 ? told : First(parts, s_shortWrites) + First(parts, s_longWrites);
    }

    private static JsonElement CacheParts(JsonElement usage) =>
        usage.TryGetProperty("cache_creation", out JsonElement given) && given.ValueKind == JsonValueKind.Object ? given : usage;

    private static decimal? Cost(JsonElement usage) =>
        LenientJson.Amount(usage, "cost") is decimal cost and >= 0 ? cost
        : LenientJson.Amount(usage, "cost_in_usd_ticks") is decimal ticks and >= 0 ? ticks / TicksOfDollar
        : null;

    private static long Detail(JsonElement usage, string[] groups, string[] names)
    {
        foreach (string group in groups)
        {
            if (usage.TryGetProperty(group, out JsonElement details) && details.ValueKind == JsonValueKind.Object && First(details, names) is > 0 and long count)
            {
                return count;
            }
        }

        return 0;
    }

    private static long First(JsonElement element, string[] names)
    {
        foreach (string name in names)
        {
            if (LenientJson.Count(element, name) is > 0 and < MostTokens and long count)
            {
                return count;
            }
        }

        return 0;
    }
}
