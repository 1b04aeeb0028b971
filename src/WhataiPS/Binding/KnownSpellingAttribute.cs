using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace WhataiPS.Binding;

/// <summary>
/// Takes a value that the parameter's ValidateSet or completer knows in any case and hands it on in the API's spelling, since PowerShell
/// is indifferent to case and services are not. A value that is not known stays as it was typed.
/// </summary>
/// <param name="command">The class that has the parameter.</param>
/// <param name="parameter">The parameter; the compiler fills it in.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownSpellingAttribute(Type command, [CallerMemberName] string parameter = "") : ArgumentTransformationAttribute
{
    private readonly Lazy<IReadOnlyList<string>> _known = new(() => Known(command.GetProperty(parameter)!));

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PSValue.Unwrap(inputData) switch
    {
        string text => Spell(text),
        IList items => items.Cast<object?>().Select(item => PSValue.Unwrap(item) is string text ? Spell(text) : item).ToArray(),
        _ => inputData,
    };

    /// <summary>The values that a parameter knows.</summary>
    internal static IReadOnlyList<string> Known(PropertyInfo parameter) =>
        parameter.GetCustomAttribute<ValidateSetAttribute>() is ValidateSetAttribute set ? [.. set.ValidValues]
        : parameter.GetCustomAttribute<ArgumentCompleterAttribute>()?.Type is Type type && Activator.CreateInstance(type) is FixedCompleter completer ? completer.Values
        : [];

    private string Spell(string text) => _known.Value.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text;
}
