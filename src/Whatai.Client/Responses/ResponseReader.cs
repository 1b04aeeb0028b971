using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>Reads a whole response, plain or from the last event of a stream.</summary>
internal static class ResponseReader
{
    /// <summary>Whether the JSON is a response at all, by its own word or by its shape.</summary>
    public static bool IsResponse(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && ((root.TryGetProperty("output", out JsonElement output) && output.ValueKind == JsonValueKind.Array) || LenientJson.Text(root, "object") == "response");

    /// <summary>Whether the response says that it failed, or has an error and nothing else.</summary>
    public static bool HasFailed(JsonElement root) => EndReason.IsFailure(Status(root))
        || (root.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String && error.GetRawText() is not ("{}" or "\"\"")
            && (Status(root) is null || !new OutputReader().AddAll(root)));

    /// <summary>The response's status; null where it says nothing.</summary>
    public static string? Status(JsonElement root) => EndReason.Known(LenientJson.Text(root, "status"));

    /// <summary>Reads the response.</summary>
    /// <param name="json">The response.</param>
    /// <param name="root">The same, parsed.</param>
    /// <param name="sent">The messages of the request.</param>
    public static ResponseCompletion Read(byte[] json, JsonElement root, IReadOnlyList<ChatMessage> sent)
    {
        var output = new OutputReader(sent.Count);
        bool hasItems = output.AddAll(root);
        ChatMessage message = output.ToMessage(ReplayItems.Of(json, root, output.ToolCalls));
        CitationReader.AddLists(output.Citations, root);
        // Some relays leave the status out of an answer that is there.
        string? status = Status(root) ?? (hasItems ? "completed" : null);
        string? reason = root.TryGetProperty("incomplete_details", out JsonElement details) ? LenientJson.Text(details, "reason") : null;

        // Arrays throughout: PowerShell can't index the collections that the compiler makes up for an interface.
        return new ResponseCompletion
        {
            Id = LenientJson.Text(root, "id"),
            Model = LenientJson.Text(root, "model"),
            Created = UnixTime.ToDate(LenientJson.Count(root, "created_at") ?? 0),
            Choices = new[] { new ChatChoice(0, message, FinishReason(status, reason, message)) { LogProbs = output.LogProbs.ToArray() } },
            Status = status,
            IncompleteReason = reason,
            PreviousResponseId = LenientJson.Text(root, "previous_response_id"),
            Usage = UsageReader.Find(root),
            Citations = output.Citations.ToArray(),
            WebSearches = output.Hosted.WebSearches.ToArray(),
            CodeExecutions = output.Hosted.CodeExecutions.ToArray(),
            FileSearches = output.Hosted.FileSearches.ToArray(),
            McpCalls = output.Hosted.McpCalls.ToArray(),
            McpToolLists = output.Hosted.McpToolLists.ToArray(),
            McpApprovalRequests = output.Hosted.McpApprovalRequests.ToArray(),
            Messages = hasItems ? sent.Append(message).ToArray() : sent.ToArray(),
        };
    }

    private static string? FinishReason(string? status, string? reason, ChatMessage message) => status switch
    {
        "incomplete" => reason is "max_output_tokens" ? "length" : reason ?? status,
        "completed" => message.ToolCalls is { Count: > 0 } ? "tool_calls" : "stop",
        _ => null,
    };
}
