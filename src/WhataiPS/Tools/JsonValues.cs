using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace WhataiPS.Tools;

/// <summary>JSON as PowerShell values. Text stays text; what looks like a date is not made one.</summary>
internal static class JsonValues
{
    public static object? ToPowerShell(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => Number(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToPowerShell).ToArray(),
        JsonValueKind.Object => ToTable(element),
        _ => null,
    };

    /// <summary>An object in its order. Of a member that is there twice, the last counts.</summary>
    public static OrderedDictionary ToTable(JsonElement element)
    {
        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            table[member.Name] = ToPowerShell(member.Value);
        }

        return table;
    }

    public static Hashtable ToHashtable(IDictionary table)
    {
        var result = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            result[entry.Key] = entry.Value is IDictionary inner ? ToHashtable(inner) : entry.Value;
        }

        return result;
    }

    public static PSObject ToObject(IDictionary table)
    {
        var result = new PSObject();
        foreach (DictionaryEntry entry in table)
        {
            result.Properties.Add(new PSNoteProperty((string)entry.Key, entry.Value is IDictionary inner ? ToObject(inner) : entry.Value));
        }

        return result;
    }

    // A conditional expression would make one type of the three.
    private static object Number(JsonElement element)
    {
        if (element.TryGetInt32(out int small))
        {
            return small;
        }

        return element.TryGetInt64(out long large) ? (object)large : element.GetDouble();
    }
}
