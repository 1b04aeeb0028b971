using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Reads one word of the shorthand: <c>string</c>, <c>int?</c>, <c>red|green</c>, <c>string[]</c>, each perhaps with <c>: a description</c>.</summary>
internal static class ShorthandWord
{
    private static readonly Dictionary<string, Func<JsonObject>> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = () => SchemaNodes.OfType("string"),
        ["text"] = () => SchemaNodes.OfType("string"),
        ["char"] = () => SchemaNodes.OfType("string"),
        ["integer"] = () => SchemaNodes.OfType("integer"),
        ["int"] = () => SchemaNodes.OfType("integer"),
        ["int32"] = () => SchemaNodes.OfType("integer"),
        ["int64"] = () => SchemaNodes.OfType("integer"),
        ["long"] = () => SchemaNodes.OfType("integer"),
        ["number"] = () => SchemaNodes.OfType("number"),
        ["double"] = () => SchemaNodes.OfType("number"),
        ["float"] = () => SchemaNodes.OfType("number"),
        ["single"] = () => SchemaNodes.OfType("number"),
        ["decimal"] = () => SchemaNodes.OfType("number"),
        ["boolean"] = () => SchemaNodes.OfType("boolean"),
        ["bool"] = () => SchemaNodes.OfType("boolean"),
        ["date-time"] = () => SchemaNodes.Text("date-time"),
        ["datetime"] = () => SchemaNodes.Text("date-time"),
        ["datetimeoffset"] = () => SchemaNodes.Text("date-time"),
        ["date"] = () => SchemaNodes.Text("date"),
        ["time"] = () => SchemaNodes.Text("time"),
        ["duration"] = () => SchemaNodes.Text("duration"),
        ["timespan"] = SchemaNodes.TimeSpan,
        ["uuid"] = () => SchemaNodes.Text("uuid"),
        ["guid"] = () => SchemaNodes.Text("uuid"),
        ["email"] = () => SchemaNodes.Text("email"),
        // OpenAI's strict mode refuses "format": "uri".
        ["uri"] = SchemaNodes.Uri,
        ["url"] = SchemaNodes.Uri,
    };

    /// <summary>Whether the shorthand would take it.</summary>
    public static bool IsWord(string word)
    {
        string name = word.Split(':')[0].Trim().TrimEnd('?', '[', ']', ' ');
        return name.Contains('|') || s_words.ContainsKey(name);
    }

    public static JsonObject Describe(string word, string path)
    {
        int colon = word.IndexOf(':');
        string name = (colon < 0 ? word : word.Substring(0, colon)).Trim();
        string description = colon < 0 ? string.Empty : word.Substring(colon + 1).Trim();
        bool isNullable = name.Length > 0 && name[name.Length - 1] == '?';
        JsonObject schema = Plain(isNullable ? name.Substring(0, name.Length - 1).TrimEnd() : name, word, path);
        if (isNullable)
        {
            schema = SchemaNodes.Nullable(schema);
        }

        if (description.Length > 0)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonObject Plain(string name, string word, string path)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            return SchemaNodes.Array(Plain(name.Substring(0, name.Length - 2).TrimEnd(), word, path));
        }

        if (name.Contains('|'))
        {
            string[] choices = [.. name.Split('|').Select(choice => choice.Trim())];
            return choices.Contains(string.Empty)
                ? throw new ArgumentException(SR.SchemaEmptyChoice(path, word))
                : SchemaNodes.Choice(choices.Distinct(StringComparer.Ordinal));
        }

        if (s_words.TryGetValue(name, out Func<JsonObject>? make))
        {
            return make();
        }

        string remedy = name.ToUpperInvariant() switch
        {
            "OBJECT" or "HASHTABLE" => SR.SchemaObjectRemedy,
            "ARRAY" or "LIST" => SR.SchemaArrayRemedy,
            _ => SR.SchemaWordRemedy,
        };
        throw new ArgumentException(SR.SchemaNoType(path, word, remedy));
    }
}
