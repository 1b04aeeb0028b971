using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;

namespace WhataiPS.Schemas;

/// <summary>Reads the PowerShell objects that a schema is written with.</summary>
internal static class SchemaInput
{
    public static bool IsMembers(object? value) => value is IDictionary or PSObject { BaseObject: PSCustomObject };

    /// <summary>The members of a hashtable or custom object, unwrapped, in an order that is the same every time.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Members(object value)
    {
        if (value is not IDictionary dictionary)
        {
            return [.. ((PSObject)value).Properties.Where(property => property.IsGettable).Select(property => Member(property.Name, property.Value))];
        }

        IEnumerable<KeyValuePair<string, object?>> members = dictionary.Keys.Cast<object>().Select(key => Member(NameOf(key), dictionary[key]));
        // A plain hashtable's order changes with each process, and with it the bytes that the gateway could cache.
        // A hashtable that keeps its order (ConvertFrom-Json -AsHashtable) derives from it.
        return dictionary.GetType() == typeof(Hashtable)
            ? [.. members.OrderBy(member => member.Key, StringComparer.Ordinal)]
            : [.. members];
    }

    private static KeyValuePair<string, object?> Member(string name, object? value) => new(name, PSValue.Unwrap(value));

    private static string NameOf(object key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty;
}
