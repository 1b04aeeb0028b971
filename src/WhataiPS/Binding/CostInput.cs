using System.Management.Automation;
using Whatai.Client;

namespace WhataiPS.Binding;

/// <summary>Reads what a task cost from the task, also where it came back from Export-Clixml, JSON or another machine.</summary>
internal static class CostInput
{
    /// <summary>The cost; null where the input does not have it whole.</summary>
    public static Cost? Read(PSObject input) => input.Properties["Cost"]?.Value switch
    {
        null => null,
        Cost cost => cost,
        object value when PSObject.AsPSObject(value).Properties is { } members
            && LanguagePrimitives.TryConvertTo(members["Amount"]?.Value, out decimal amount) && members["Currency"]?.Value?.ToString() is { Length: > 0 } currency
            && LanguagePrimitives.TryConvertTo(members["Source"]?.Value, out CostSource source) => new Cost(amount, currency, source),
        _ => null,
    };
}
