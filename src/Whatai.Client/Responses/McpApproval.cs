using System;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>Answers requests for the approval of remote MCP servers' calls.</summary>
public static class McpApproval
{
    /// <summary>
    /// The message that approves a call or denies it, to stand behind the answer that asks for it. The Responses API gets it as an
    /// <c>mcp_approval_response</c>; to others it is what a user says.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="approve">Whether the gateway may make the call.</param>
    /// <param name="reason">Why, for the model; null says nothing.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The request has no id.</exception>
    public static ChatMessage CreateReply(McpApprovalRequest request, bool approve, string? reason = null)
    {
        if (string.IsNullOrEmpty(request.Id))
        {
            throw new LocalizableMessage("ApprovalWithoutId", $"The request for the approval of {request} has no id, so that it cannot be answered.").ToArgumentException(nameof(request));
        }

        byte[] items = JsonBody.Write(writer =>
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("type"u8, "mcp_approval_response"u8);
            writer.WriteString("approval_request_id"u8, request.Id);
            writer.WriteBoolean("approve"u8, approve);
            writer.WriteOptional("reason", reason);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
        return new ChatMessage(ChatRole.User, approve ? $"The call of {request} is approved." : $"The call of {request} is not approved.")
        {
            Native = new NativeMessage(NativeMessage.Responses, new RawText(items)),
        };
    }
}
