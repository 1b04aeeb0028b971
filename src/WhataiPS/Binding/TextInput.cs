using System;
using System.Globalization;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>Tells texts from what is none.</summary>
internal static class TextInput
{
    /// <summary>The text; empty for nothing, null for an object that is no text.</summary>
    public static string? Read(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        null => string.Empty,
        string text => text,
        // Numbers, dates and the like read the same for a person and a model.
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
