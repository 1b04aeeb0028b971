using System;

namespace WhataiPS.Tools;

/// <summary>A parameter that the model may set.</summary>
/// <param name="Name">Its name in PowerShell.</param>
/// <param name="SchemaName">Its name for the model, which some gateways restrict to ASCII.</param>
/// <param name="Type">Its type.</param>
internal sealed record ToolParameter(string Name, string SchemaName, Type Type)
{
    public bool IsMandatory { get; init; }

    /// <summary>Whether a null is a value; elsewhere it means that the parameter is not given.</summary>
    public bool AllowsNull { get; init; }

    /// <summary>Whether it takes a path of any provider.</summary>
    public bool IsPath { get; init; }

    /// <summary>Whether the command converts the value in a way of its own.</summary>
    public bool IsTransformed { get; init; }

    /// <summary>Whether a switch is on unless it is turned off.</summary>
    public bool IsOnByDefault { get; init; }
}
