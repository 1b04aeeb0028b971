using System.Text.Json.Nodes;

namespace WhataiPS.Tools;

/// <summary>A tool as a model sees it, whatever the API.</summary>
/// <param name="Name">Its name: letters, digits, <c>_</c> and <c>-</c>, 64 at most.</param>
/// <param name="Description">What it does; empty where nothing says.</param>
/// <param name="Parameters">The JSON schema of its arguments.</param>
internal sealed record ToolDefinition(string Name, string Description, JsonObject Parameters)
{
    /// <summary>Whether the model must keep to the schema; null leaves it to the gateway.</summary>
    public bool? Strict { get; init; }
}
