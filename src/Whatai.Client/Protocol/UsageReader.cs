using System.Text.Json;

namespace Whatai.Client.Protocol;

/// <summary>Reads a <c>usage</c> member as OpenAI's APIs have it: chat counts prompt and completion, responses count input and output.</summary>
internal static class UsageReader
{
    public static TokenUsage Read(JsonElement usage)
    {
        long prompt = LenientJson.Count(usage, "prompt_tokens") ?? LenientJson.Count(usage, "input_tokens") ?? 0;
        long completion = LenientJson.Count(usage, "completion_tokens") ?? LenientJson.Count(usage, "output_tokens") ?? 0;
        return new TokenUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = LenientJson.Count(usage, "total_tokens") ?? prompt + completion,
            CachedTokens = Detail(usage, "prompt_tokens_details", "cached_tokens") ?? Detail(usage, "input_tokens_details", "cached_tokens") ?? 0,
            ReasoningTokens = Detail(usage, "completion_tokens_details", "reasoning_tokens") ?? Detail(usage, "output_tokens_details", "reasoning_tokens") ?? 0,
        };
    }

    private static long? Detail(JsonElement usage, string group, string name) =>
        usage.TryGetProperty(group, out JsonElement details) && details.ValueKind == JsonValueKind.Object ? LenientJson.Count(details, name) : null;
}
