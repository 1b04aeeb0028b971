using System.Collections.Generic;
using System.Management.Automation;

namespace WhataiPS.Tools;

/// <summary>A tool: what the model sees of it, and what runs.</summary>
/// <param name="Definition">What the model sees.</param>
/// <param name="Parameters">What the model may set.</param>
internal sealed record Tool(ToolDefinition Definition, IReadOnlyList<ToolParameter> Parameters)
{
    /// <summary>The command or the script block; null where there is only a schema.</summary>
    public object? Target { get; init; }

    public ArgumentPassing Calling { get; init; }

    /// <summary>Whether it takes -Verbose as cmdlets do.</summary>
    public bool HasCommonParameters { get; init; }

    public string Name => Definition.Name;

    /// <summary>The word that stands for it in a command line.</summary>
    public string CommandWord => Target is CommandInfo command ? command.Name : Name;
}
