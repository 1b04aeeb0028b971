using System.Text.Json;
using Whatai.Client.Protocol;

namespace Whatai.Client.Gemini;

/// <summary>
/// Counts tokens as the other APIs do: what the model thought is part of the completion, what its own tools brought is part of the
/// prompt. Gemini counts them apart, and its total is the sum of all (googleapis/js-genai, GenerateContentResponseUsageMetadata).
/// </summary>
internal static class GeminiUsage
{
    public static TokenUsage Read(JsonSlice json)
    {
        using JsonDocument document = json.Parse();
        JsonElement usage = document.RootElement;
        long prompt = Count(usage, "promptTokenCount", "prompt_token_count") + Count(usage, "toolUsePromptTokenCount", "tool_use_prompt_token_count");
        long reasoning = Count(usage, "thoughtsTokenCount", "thoughts_token_count");
        long completion = Count(usage, "candidatesTokenCount", "candidates_token_count") + reasoning;
        long total = Count(usage, "totalTokenCount", "total_token_count");
        return new TokenUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = total == 0 ? prompt + completion : total,
            CachedTokens = Count(usage, "cachedContentTokenCount", "cached_content_token_count"),
            ReasoningTokens = reasoning,
        };
    }

    private static long Count(JsonElement usage, string name, string otherName) =>
        LenientJson.Count(usage, name) ?? LenientJson.Count(usage, otherName) ?? 0;
}
