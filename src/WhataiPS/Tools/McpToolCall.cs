using Whatai.Client.Conversations;
using Whatai.Client.Responses;

namespace WhataiPS.Tools;

/// <summary>A call of a remote MCP server's tool that the gateway makes when it is approved.</summary>
/// <param name="Request">What asks for the approval. It has an id.</param>
internal sealed record McpToolCall(McpApprovalRequest Request) : ChatToolCall(Request.Id!, Request.ToString(), Request.Arguments ?? string.Empty);
