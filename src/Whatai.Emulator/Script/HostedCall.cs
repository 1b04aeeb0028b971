using System.Collections.Generic;

namespace Whatai.Emulator.Script;

/// <summary>What a tool of the gateway's own did on the way to an answer.</summary>
internal abstract record HostedCall;

/// <summary>Code that was run: it prints itself.</summary>
internal sealed record CodeRun(string Code) : HostedCall
{
    internal string Output => Code + "\n";
}

/// <summary>A search in files.</summary>
internal sealed record FileSearch(string Query) : HostedCall
{
    internal const string FileName = "notes.txt";

    internal string Passage => $"All about {Query}.";
}

/// <summary>Calls of a remote server's tools.</summary>
internal sealed record McpCalls(IReadOnlyList<McpCall> Calls) : HostedCall;

/// <summary>A call of a remote server's tool, or where it needs an approval, the request for one.</summary>
internal sealed record McpCall(McpServer Server, string Name, string Arguments)
{
    /// <summary>The request for approval that it was made by; null when it needed none.</summary>
    internal string? ApprovalRequestId { get; init; }

    internal string Output => $"{Name} was called with {Arguments}";
}

/// <summary>Whether a call was approved, by the request that asked for it.</summary>
internal sealed record McpDecision(string RequestId, McpCall Call, bool IsApproved);

/// <summary>A remote server of tools, as the request describes it.</summary>
internal sealed record McpServer(string Label, bool NeedsApproval);

/// <summary>The gateway's own tools that a request offers, beside web search and images.</summary>
internal sealed record HostedTools
{
    internal bool RunsCode { get; init; }

    internal bool SearchesFiles { get; init; }

    internal McpServer? Mcp { get; init; }
}
