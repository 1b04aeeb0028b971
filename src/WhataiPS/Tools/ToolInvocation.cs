using System;
using System.Collections.Specialized;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;

namespace WhataiPS.Tools;

/// <summary>One call of a tool: what the model asked for, and what came of it.</summary>
public sealed record ToolInvocation : ChatToolCall
{
    internal ToolInvocation(ChatToolCall call)
        : base(call) => Approval = (call as McpToolCall)?.Request;

    /// <summary>The arguments as values, in the model's order; null where they can't be parsed.</summary>
    public OrderedDictionary? Values { get; init; }

    /// <summary>The objects that the tool returned.</summary>
    public object[] Output { get; init; } = [];

    /// <summary>What went back to the model.</summary>
    public string Result { get; init; } = string.Empty;

    /// <summary>How long the tool ran. Time to approve it doesn't count.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How the call ended.</summary>
    public ToolStatus Status { get; init; }

    /// <summary>What the tool threw, else the first error that it wrote.</summary>
    public ErrorRecord? Error { get; init; }

    /// <summary>What asks for the call's approval, where the gateway makes it itself.</summary>
    internal McpApprovalRequest? Approval { get; }

    /// <summary>The message that tells the model what came of it.</summary>
    internal ChatMessage ToMessage() => Approval is null ? new ChatMessage(ChatRole.Tool, Result) { ToolCallId = Id }
        : Status == ToolStatus.Approved ? McpApproval.CreateReply(Approval, approve: true)
        : McpApproval.CreateReply(Approval, approve: false, Result);

    /// <summary>Call and status.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}({Arguments}) -> {Status}";
}
