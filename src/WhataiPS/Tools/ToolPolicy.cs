namespace WhataiPS.Tools;

/// <summary>What happens when the model calls a tool.</summary>
public enum ToolPolicy
{
    /// <summary>Asks before each call, with the command line as it will run. In a host that cannot ask, nothing runs and an error says so.</summary>
    Ask,

    /// <summary>Runs each call without asking.</summary>
    Auto,

    /// <summary>Runs nothing: the calls are handed back.</summary>
    None,
}
