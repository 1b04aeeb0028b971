using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Script blocks that are given in the place of a value, and make it of each piped object, which is <c>$_</c> in them.</summary>
internal static class InputScript
{
    /// <summary>Whether a parameter's argument is a script block, or has one among its values.</summary>
    public static bool IsIn(object? argument) => PSValue.Unwrap(argument) switch
    {
        ScriptBlock => true,
        object?[] values => values.Any(static value => PSValue.Unwrap(value) is ScriptBlock),
        _ => false,
    };

    /// <summary>An argument's values for one piped object: those of script blocks in their places, without nothing and empty texts.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="parameter">The parameter's name, for errors.</param>
    /// <param name="input">The piped object.</param>
    /// <exception cref="InputScriptException">A script block threw or wrote an error.</exception>
    public static IEnumerable<object> Values(object? argument, string parameter, PSObject? input) => PSValue.Unwrap(argument) switch
    {
        null => [],
        ScriptBlock script => Run(script, parameter, input),
        object?[] values => values.SelectMany(value => PSValue.Unwrap(value) is ScriptBlock script ? Run(script, parameter, input) : [value!]),
        object value => [value],
    };

    /// <summary>The text that an argument is for one piped object. Several texts, such as the lines of a file, are one.</summary>
    /// <inheritdoc cref="Values"/>
    /// <exception cref="ArgumentException">It gave something else than text.</exception>
    public static string Text(object? argument, string parameter, object? input) => string.Join("\n", Values(argument, parameter, input is null ? null : PSObject.AsPSObject(input)).Select(value =>
        TextInput.Read(value) ?? throw new ArgumentException(SR.ScriptGivesNoText(parameter, PSObject.AsPSObject(value).TypeNames[0]))));

    private static object[] Run(ScriptBlock script, string parameter, PSObject? input)
    {
        try
        {
            // What a script could not read must not be missing from a request that is paid for: every error is one of the object's.
            List<PSVariable> variables = [new("_", input), new("ErrorActionPreference", ActionPreference.Stop)];
            object[] values = [.. script.InvokeWithContext(null, variables).Where(static value => value is not null && value.BaseObject is not "")];

            // The bytes of a picture, which PowerShell takes apart as any array.
            return values.Length > 1 && values.All(static value => PSValue.Unwrap(value) is byte) ? [values.Select(static value => (byte)PSValue.Unwrap(value)!).ToArray()] : values;
        }
        catch (RuntimeException ex) when (ex is not PipelineStoppedException)
        {
            throw new InputScriptException(parameter, ex);
        }
    }
}
