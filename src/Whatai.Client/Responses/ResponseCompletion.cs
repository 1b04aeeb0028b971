using System;
using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Tasks;

namespace Whatai.Client.Responses;

/// <summary>An answer of the Responses API.</summary>
public sealed record ResponseCompletion : ModelAnswer, IGatewayTask
{
    /// <summary>
    /// <c>completed</c>, <c>incomplete</c>, <c>cancelled</c>, or <c>queued</c> and <c>in_progress</c> for one that is made in the background.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Why the answer is incomplete, as the server says it: <c>max_output_tokens</c> or <c>content_filter</c>.</summary>
    public string? IncompleteReason { get; init; }

    /// <summary>The response that this one went on from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>What the model did on the web, in order.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init; } = [];

    /// <summary>The code that the server ran, in order.</summary>
    public IReadOnlyList<CodeExecution> CodeExecutions { get; init; } = [];

    /// <summary>What was searched for in files, in order.</summary>
    public IReadOnlyList<FileSearchCall> FileSearches { get; init; } = [];

    /// <summary>The calls of remote MCP servers' tools, in order.</summary>
    public IReadOnlyList<McpCall> McpCalls { get; init; } = [];

    /// <summary>What tools the remote MCP servers offered.</summary>
    public IReadOnlyList<McpToolList> McpToolLists { get; init; } = [];

    /// <summary>The calls that wait for an approval.</summary>
    public IReadOnlyList<McpApprovalRequest> McpApprovalRequests { get; init; } = [];

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
