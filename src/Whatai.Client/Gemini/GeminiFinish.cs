namespace Whatai.Client.Gemini;

/// <summary>Says in the words of the chat API why an answer ended.</summary>
internal static class GeminiFinish
{
    public const string Stop = "stop";
    public const string ContentFilter = "content_filter";

    private const string ToolCalls = "tool_calls";
    private const string Length = "length";

    /// <param name="reason">Gemini's word.</param>
    /// <param name="hasCalls">Whether the answer calls tools; Gemini has no word for that.</param>
    public static string? Translate(string? reason, bool hasCalls) => reason?.ToUpperInvariant() switch
    {
        null => null,
        "STOP" => hasCalls ? ToolCalls : Stop,
        "MAX_TOKENS" => Length,
        "SAFETY" or "RECITATION" or "LANGUAGE" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => ContentFilter,
        _ => reason.ToLowerInvariant(),
    };
}
