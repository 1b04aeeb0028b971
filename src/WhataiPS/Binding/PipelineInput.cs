using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace WhataiPS.Binding;

/// <summary>
/// The object that came down the pipe, where a parameter got something else: what PowerShell's own script blocks (<c>-Prompt { $_.Text }</c>)
/// made of it, or one of its properties. PowerShell keeps it to itself: the member read here is that of all its versions since 3.0, and where it
/// is not found, the input is what the parameter got.
/// </summary>
internal static class PipelineInput
{
    private static readonly PropertyInfo? s_current = typeof(Cmdlet).BaseType?.GetProperty("CurrentPipelineObject", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>The piped object; what the parameter got where nothing is piped, or a list whose items are the inputs.</summary>
    public static object? Of(PSCmdlet cmdlet, object? given)
    {
        object? piped = cmdlet.MyInvocation.ExpectingInput ? PSValue.Unwrap(s_current?.GetValue(cmdlet)) : null;
        return piped is null or IList ? given : piped;
    }
}
