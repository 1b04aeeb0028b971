namespace WhataiPS.Tools;

/// <summary>How a tool's call ended.</summary>
public enum ToolStatus
{
    /// <summary>The tool ran. It may have written errors besides its output.</summary>
    Succeeded,

    /// <summary>The tool threw, gave errors alone, or could not be called with what the model gave.</summary>
    Failed,

    /// <summary>The call was not approved, or the session runs with -WhatIf.</summary>
    Declined,
}
