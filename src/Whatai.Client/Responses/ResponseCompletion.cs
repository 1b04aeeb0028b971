using System;
using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Tasks;

namespace Whatai.Client.Responses;

/// <summary>An answer of the Responses API.</summary>
public sealed record ResponseCompletion : ModelAnswer, IGatewayTask
{
    /// <inheritdoc/>
    public override object? Input { get; init; }

    /// <inheritdoc/>
    public override string? Model { get; init; }

    /// <inheritdoc/>
    public override string Text => base.Text;

    /// <inheritdoc/>
    public override string? Reasoning => base.Reasoning;

    /// <inheritdoc/>
    public override string? Refusal => base.Refusal;

    /// <inheritdoc/>
    public override object? Object { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatToolCall>? ToolCalls
    {
        get => base.ToolCalls;
        init => base.ToolCalls = value;
    }

    /// <inheritdoc/>
    public override string? FinishReason => base.FinishReason;

    /// <summary>
    /// <c>completed</c>, <c>incomplete</c>, <c>cancelled</c>, or <c>queued</c> and <c>in_progress</c> for one that is made in the background.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Why the answer is incomplete, as the server says it: <c>max_output_tokens</c> or <c>content_filter</c>.</summary>
    public string? IncompleteReason { get; init; }

    /// <summary>The response that this one went on from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>What the model did on the web, in order.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init => field = ItemList.Of(value); } = ItemList.Of<WebSearchCall>([]);

    /// <summary>The code that the server ran, in order.</summary>
    public IReadOnlyList<CodeExecution> CodeExecutions { get; init => field = ItemList.Of(value); } = ItemList.Of<CodeExecution>([]);

    /// <summary>What was searched for in files, in order.</summary>
    public IReadOnlyList<FileSearchCall> FileSearches { get; init => field = ItemList.Of(value); } = ItemList.Of<FileSearchCall>([]);

    /// <summary>The calls of remote MCP servers' tools, in order.</summary>
    public IReadOnlyList<McpCall> McpCalls { get; init => field = ItemList.Of(value); } = ItemList.Of<McpCall>([]);

    /// <summary>What tools the remote MCP servers offered.</summary>
    public IReadOnlyList<McpToolList> McpToolLists { get; init => field = ItemList.Of(value); } = ItemList.Of<McpToolList>([]);

    /// <summary>The calls that wait for an approval.</summary>
    public IReadOnlyList<McpApprovalRequest> McpApprovalRequests { get; init => field = ItemList.Of(value); } = ItemList.Of<McpApprovalRequest>([]);

    /// <summary>Whether it is still being made in the background.</summary>
    public bool IsPending => Status is "queued" or "in_progress";

    /// <summary>Why it failed in the background; null where it did not.</summary>
    internal WhataiException? Failure { get; init; }

    string IGatewayTask.Id => Id ?? string.Empty;

    string? IGatewayTask.Prompt => Input as string;

    string? IGatewayTask.StatusText => Status;

    int? IGatewayTask.Progress => null;

    DateTimeOffset? IGatewayTask.CreatedAt => Created;

    bool IGatewayTask.IsFinal => Status is not null && !IsPending;

    bool IGatewayTask.IsSucceeded => Status == "completed";
}
