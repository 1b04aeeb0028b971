using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhataiPS.Rendering;

/// <summary>
/// Objects as JSON for a model to read. Data (custom objects, tables, lists, rows, instances of PowerShell classes) is whole, however
/// deep it is. Of another .NET object, whose graph would be the whole process, it is what PowerShell shows of its type, uncut; of one
/// that has no view, all properties, and of those inside it a few levels.
/// </summary>
internal sealed class ReadableJson
{
    private const int DeepestLive = 4;

    // No data is nested so deeply; what is makes new objects for ever.
    private const int Deepest = 250;

    // Providers add these to all that they give out.
    private static readonly HashSet<string> s_providerNotes = new(StringComparer.Ordinal) { "PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider" };

    // The text is read by a model, not put into a web page.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * Deepest };

    private readonly ShownProperties _shown = new();
    private readonly List<object> _path = [];

    /// <summary>The JSON's text, on one line.</summary>
    public static string Write(JsonNode? node) => node?.ToJsonString(s_json) ?? "null";

    /// <summary>The object as JSON.</summary>
    public JsonNode? ToNode(object? value) => ToNode(value, 0);

    private JsonNode? ToNode(object? value, int live)
    {
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (inner is null or DBNull)
        {
            return null;
        }

        if (ReadableValue.ToNode(inner) is JsonNode known)
        {
            return known;
        }

        // A custom object itself is in its wrapper alone.
        object self = inner is PSCustomObject ? value! : inner;
        if (_path.Exists(one => ReferenceEquals(one, self)))
        {
            return JsonValue.Create("(refers back to what it is in)");
        }

        if (_path.Count >= Deepest || live > DeepestLive)
        {
            return JsonValue.Create(ReadableValue.Text(self));
        }

        _path.Add(self);
        try
        {
            return Describe(PSObject.AsPSObject(value), inner, live);
        }
        finally
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private JsonNode? Describe(PSObject item, object inner, int live) => inner switch
    {
        DataRow row => FromRow(row, live),
        DataRowView view => FromRow(view.Row, live),
        DataTable table => FromItems(table.Rows, live),
        IDictionary table => FromTable(table, live),
        IEnumerable<KeyValuePair<string, object?>> table => FromMembers(table.Select(static one => (one.Key, (object?)one.Value)), live),
        IEnumerable items => FromItems(items, live),
        ErrorRecord error => FromMembers(ErrorMembers.Of(error), live),
        Exception exception => FromMembers(ErrorMembers.Of(exception), live),
        PSCustomObject => FromProperties(item, live),
        _ when inner.GetType().Assembly.IsDynamic => FromProperties(item, live),
        _ => FromObject(item, inner, live + 1),
    };

    private JsonNode? FromObject(PSObject item, object inner, int live)
    {
        IReadOnlyList<ShownProperty>? shown = _shown.Of(item);
        if (shown is not null)
        {
            return FromMembers(Values(item, shown).Concat(Values(item.Properties.Where(IsOfUser))), live);
        }

        // Inside something else, a name says more than a description of everything.
        string? name = _path.Count > 1 ? inner.ToString() : null;
        return name is { Length: > 0 } && name != inner.GetType().ToString() ? JsonValue.Create(name) : FromProperties(item, live);
    }

    // What the user added to an object is not of its type's view, and is meant all the more.
    private static bool IsOfUser(PSPropertyInfo property) =>
        property is { MemberType: PSMemberTypes.NoteProperty, IsInstance: true } && !s_providerNotes.Contains(property.Name);

    private JsonObject FromProperties(PSObject item, int live) => FromMembers(
        Values(item.BaseObject is PSCustomObject ? item.Properties : item.Properties.Where(static property => !s_providerNotes.Contains(property.Name))), live);

    private static IEnumerable<(string Name, object? Value)> Values(IEnumerable<PSPropertyInfo> properties)
    {
        foreach (PSPropertyInfo property in properties.Where(static property => property.IsGettable))
        {
            if (ShownProperties.TryRead(() => property.Value, out object? value))
            {
                yield return (property.Name, value);
            }
        }
    }

    private static IEnumerable<(string Name, object? Value)> Values(PSObject item, IReadOnlyList<ShownProperty> shown)
    {
        foreach (ShownProperty property in shown)
        {
            if (ShownProperties.TryRead(() => property.Read(item), out object? value))
            {
                yield return (property.Name, value);
            }
        }
    }

    private JsonObject FromRow(DataRow row, int live) =>
        FromMembers(row.Table.Columns.Cast<DataColumn>().Select(column => (column.ColumnName, (object?)row[column])), live);

    // A plain hashtable's order changes with each process, and with it the bytes that a gateway could cache.
    private JsonObject FromTable(IDictionary table, int live)
    {
        IEnumerable<(string Name, object? Value)> members = table.Keys.Cast<object>().Select(key => (ReadableValue.Text(key), (object?)table[key]));
        return FromMembers(table.GetType() == typeof(Hashtable) ? members.OrderBy(static member => member.Name, StringComparer.Ordinal) : members, live);
    }

    private JsonArray FromItems(IEnumerable items, int live)
    {
        var result = new JsonArray();
        foreach (object? item in items)
        {
            result.Add(ToNode(item, live));
        }

        return result;
    }

    private JsonObject FromMembers(IEnumerable<(string Name, object? Value)> members, int live)
    {
        var result = new JsonObject();
        foreach ((string name, object? value) in members)
        {
            result[name] = ToNode(value, live);
        }

        return result;
    }
}
