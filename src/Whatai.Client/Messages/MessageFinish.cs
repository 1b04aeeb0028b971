using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Why an answer ended, in the API's words and in those of the chat API.</summary>
internal static class MessageFinish
{
    /// <summary>The server stopped to be asked again: its own tools are not done.</summary>
    public const string Paused = "pause_turn";

    /// <summary>The model declined.</summary>
    private const string Refused = "refusal";

    /// <param name="reason">The API's word.</param>
    public static string? Translate(string? reason) => reason switch
    {
        "end_turn" or "stop_sequence" => "stop",
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        Refused => "content_filter",
        _ => reason,
    };

    /// <summary>Why the model declined; null where it did not, or does not say.</summary>
    /// <param name="ended">What has <c>stop_reason</c> and <c>stop_details</c>: a message, or the delta that ends it.</param>
    public static string? Refusal(JsonElement ended) =>
        LenientJson.Text(ended, "stop_reason") is Refused && ended.TryGetProperty("stop_details", out JsonElement details) ? LenientJson.Text(details, "explanation") : null;
}
