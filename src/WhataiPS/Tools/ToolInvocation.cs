using System;
using System.Collections.Specialized;
using System.Management.Automation;

namespace WhataiPS.Tools;

/// <summary>One call of a tool: what the model asked for, and what came of it.</summary>
public sealed record ToolInvocation
{
    /// <summary>The call's id.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>The tool, as the model named it.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The arguments as the model gave them, in its order; null where they can't be parsed.</summary>
    public OrderedDictionary? Arguments { get; init; }

    /// <summary>The arguments' text as the model wrote it.</summary>
    public string ArgumentsJson { get; init; } = string.Empty;

    /// <summary>The objects that the tool returned.</summary>
    public object[] Output { get; init; } = [];

    /// <summary>What went back to the model.</summary>
    public string ResultText { get; init; } = string.Empty;

    /// <summary>How long the tool ran. Time to approve it doesn't count.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How the call ended.</summary>
    public ToolStatus Status { get; init; }

    /// <summary>What the tool threw, else the first error that it wrote.</summary>
    public ErrorRecord? Error { get; init; }

    /// <summary>Call and status.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}({ArgumentsJson}) -> {Status}";
}
