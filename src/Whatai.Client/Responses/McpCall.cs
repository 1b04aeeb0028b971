using System.Collections.Generic;

namespace Whatai.Client.Responses;

/// <summary>A call of a tool that a remote MCP server has, made by the gateway.</summary>
public sealed record McpCall
{
    /// <summary>The server's id of the call.</summary>
    public string? Id { get; init; }

    /// <summary><c>in_progress</c>, <c>calling</c>, <c>completed</c>, <c>incomplete</c> or <c>failed</c>; null where it does not say.</summary>
    public string? Status { get; init; }

    /// <summary>The MCP server, by the label that the request gave it.</summary>
    public string? ServerLabel { get; init; }

    /// <summary>The tool.</summary>
    public string? Name { get; init; }

    /// <summary>The arguments, as JSON text.</summary>
    public string? Arguments { get; init; }

    /// <summary>What the tool answered.</summary>
    public string? Output { get; init; }

    /// <summary>Why the call failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The request for approval that it was made by; null where it needed none.</summary>
    public string? ApprovalRequestId { get; init; }

    /// <summary>The server and the tool.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{ServerLabel}.{Name}";
}

/// <summary>A call of a remote MCP server's tool that waits until it is approved by an <c>mcp_approval_response</c> with its id.</summary>
public sealed record McpApprovalRequest
{
    /// <summary>The id that the approval names.</summary>
    public string? Id { get; init; }

    /// <summary>The MCP server, by the label that the request gave it.</summary>
    public string? ServerLabel { get; init; }

    /// <summary>The tool.</summary>
    public string? Name { get; init; }

    /// <summary>The arguments, as JSON text.</summary>
    public string? Arguments { get; init; }

    /// <summary>The server and the tool.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{ServerLabel}.{Name}";
}

/// <summary>The tools that a remote MCP server offered.</summary>
public sealed record McpToolList
{
    /// <summary>The server's id of the list.</summary>
    public string? Id { get; init; }

    /// <summary>The MCP server, by the label that the request gave it.</summary>
    public string? ServerLabel { get; init; }

    /// <summary>The names of its tools.</summary>
    public IReadOnlyList<string> Tools { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>Why they could not be had; null where they could.</summary>
    public string? Error { get; init; }

    /// <summary>The server and how many tools it has.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{ServerLabel} ({Tools.Count})";
}
