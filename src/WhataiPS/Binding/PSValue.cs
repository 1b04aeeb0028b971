using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>Values as PowerShell hands them over.</summary>
internal static class PSValue
{
    /// <summary>The object itself; a custom object stays wrapped, since its properties are on the wrapper.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
