using System;
using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.Json;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>JSON as PowerShell values, its objects as tables.</summary>
internal static class JsonValues
{
    public static object? ToPowerShell(JsonElement element) => JsonToPSObject.Convert(element, ToTable);

    /// <summary>An object in its order. Of a member that is there twice, the last counts.</summary>
    public static OrderedDictionary ToTable(JsonElement element)
    {
        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            table[JsonString.ReadName(member)] = ToPowerShell(member.Value);
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
            JsonToPSObject.SetProperty(result, (string)entry.Key, entry.Value is IDictionary inner ? ToObject(inner) : entry.Value);
        }

        return result;
    }
}
