using System;
using System.Linq;

namespace Whatai.Client.Conversations;

/// <summary>
/// Which members of an answer, beyond those that every server knows, belong into the next request. Servers that give proofs of reasoning
/// want them back; what tells of the answer alone, strict servers refuse in a request.
/// </summary>
internal static class ReturnedMembers
{
    private static readonly string[] s_proofs = ["reasoning", "thinking", "thought", "signature", "encrypted", "extra_content"];

    private static readonly string[] s_reports =
    [
        "annotations", "audio", "parsed", "citations", "references", "search_results", "search_info", "web_search", "context", "executed_tools", "logprobs", "usage",
        "content_filter_results", "token_ids", "obfuscation", "index", "id", "object", "created", "model", "finish_reason", "stop_reason", "function_call",
    ];

    /// <summary>Whether the member proves the reasoning, such as <c>reasoning_details</c>; it goes back with every answer.</summary>
    public static bool IsProof(string name) => s_proofs.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the member goes back with an answer that calls tools.</summary>
    public static bool IsReturnedWithCalls(string name) => Array.IndexOf(s_reports, name) < 0;
}
