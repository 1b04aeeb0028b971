namespace WhataiPS.Commands;

/// <summary>What objects are sent to a model as.</summary>
public enum ContextFormat
{
    /// <summary>By their shape: texts and single values as lines, rows of one table as CSV, all else as JSON.</summary>
    Auto,

    /// <summary>Each as JSON on a line of its own.</summary>
    Json,

    /// <summary>As rows below a header with the names of all their properties; a value that is no single one is JSON.</summary>
    Csv,

    /// <summary>Texts and single values as lines, of other objects each property as a line with its name.</summary>
    Text,
}
