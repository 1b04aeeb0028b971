namespace WhataiPS.Tools;

/// <summary>How a tool's call ended.</summary>
public enum ToolStatus
{
    /// <summary>The tool ran. It may have written errors besides its output.</summary>
    Succeeded,

    /// <summary>The tool threw, gave errors alone, or could not be called with what the model gave.</summary>
    Failed,

    /// <summary>The gateway was allowed to make the call of an MCP server's tool; the next answer's <c>McpCalls</c> says what came of it.</summary>
    Approved,

    /// <summary>The call was not approved, or the session runs with -WhatIf.</summary>
    Declined,
}
