using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Rendering;

namespace WhataiPS.Commands;

/// <summary>Copies of piped objects with what an answer says of each: rows of a table with new columns.</summary>
/// <param name="property">The property for an answer that has no fields, and what stands before the name of a field that the input has already.</param>
internal sealed class MergedInput(string property)
{
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Told once of a field's name that inputs have already, and the name that the field gets.</summary>
    public Action<string, string>? Renamed { get; init; }

    /// <summary>A copy of an input with the fields of what was made of it; of a single value, it is one.</summary>
    public PSObject Merge(object? input, object? made)
    {
        var merged = new PSObject();
        foreach ((string name, object? value) in InputMembers(input))
        {
            merged.Properties.Remove(name);
            merged.Properties.Add(new PSNoteProperty(name, value));
        }

        var own = new HashSet<string>(merged.Properties.Select(static member => member.Name), StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in Members(made) ?? [(property, made)])
        {
            merged.Properties.Add(new PSNoteProperty(FreeName(name, own), value));
        }

        return merged;
    }

    private string FreeName(string name, HashSet<string> own)
    {
        string free = name;
        while (!own.Add(free))
        {
            free = free == name && name != property ? property + name : free + "_";
        }

        if (free != name && _told.Add(name))
        {
            Renamed?.Invoke(name, free);
        }

        return free;
    }

    private static IEnumerable<(string Name, object? Value)> InputMembers(object? input)
    {
        object? origin = PSValue.Unwrap(input);
        while (origin is ModelAnswer { Input: object earlier })
        {
            // What an answer that was gone on from was made of.
            origin = PSValue.Unwrap(earlier);
        }

        return Members(origin) ?? [("Input", origin)];
    }

    /// <summary>What an object has by name; null where it is a single value or a list.</summary>
    private static IEnumerable<(string Name, object? Value)>? Members(object? value) => PSValue.Unwrap(value) switch
    {
        null => null,
        PSObject custom => Properties(custom),
        DataRow row => Columns(row),
        DataRowView view => Columns(view.Row),
        IDictionary table => table.Keys.Cast<object>().Select(key => (ReadableValue.Text(key), (object?)table[key])),
        IEnumerable or ModelAnswer => null,
        object plain when ReadableValue.ToNode(plain) is not null => null,
        object other => Properties(PSObject.AsPSObject(other)),
    };

    private static IEnumerable<(string Name, object? Value)> Columns(DataRow row) =>
        row.Table.Columns.Cast<DataColumn>().Select(column => (column.ColumnName, (object?)row[column]));

    private static IEnumerable<(string Name, object? Value)> Properties(PSObject item)
    {
        foreach (PSPropertyInfo member in item.Properties.Where(static member => member.IsGettable))
        {
            ShownProperties.TryRead(() => member.Value, out object? value);
            yield return (member.Name, value);
        }
    }
}
