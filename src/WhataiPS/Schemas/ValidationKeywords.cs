using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;

namespace WhataiPS.Schemas;

/// <summary>PowerShell's validation attributes as keywords of a schema.</summary>
internal static class ValidationKeywords
{
    public static void Add(PropertyInfo property, JsonObject schema)
    {
        // As PowerShell does, all but the count are checked on each item.
        JsonObject value = schema["items"] as JsonObject ?? schema;
        foreach (Attribute attribute in property.GetCustomAttributes(typeof(ValidateArgumentsAttribute), inherit: true).Cast<Attribute>())
        {
            switch (attribute)
            {
                case ValidateSetAttribute set:
                    value["enum"] = new JsonArray([.. set.ValidValues.Select(choice => (JsonNode)Choice(choice, value))]);
                    break;
                case ValidateRangeAttribute range:
                    AddRange(range, value);
                    break;
                case ValidatePatternAttribute pattern:
                    value["pattern"] = pattern.RegexPattern;
                    break;
                case ValidateLengthAttribute length:
                    value["minLength"] = length.MinLength;
                    value["maxLength"] = length.MaxLength;
                    break;
                case ValidateCountAttribute count when schema.ContainsKey("items"):
                    schema["minItems"] = count.MinLength;
                    schema["maxItems"] = count.MaxLength;
                    break;
            }
        }
    }

    private static JsonValue Choice(string choice, JsonObject schema) =>
        schema["type"]?.ToString() is "integer" or "number" && decimal.TryParse(choice, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? JsonValue.Create(number)
            : JsonValue.Create(choice)!;

    private static void AddRange(ValidateRangeAttribute range, JsonObject schema)
    {
        // PowerShell 6 added [ValidateRange('Positive')] and keeps the kind to itself.
        object? kind = typeof(ValidateRangeAttribute).GetProperty("RangeKind", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance)?.GetValue(range);
        switch (kind?.ToString())
        {
            case "Positive":
                schema["exclusiveMinimum"] = 0;
                return;
            case "NonNegative":
                schema["minimum"] = 0;
                return;
            case "Negative":
                schema["exclusiveMaximum"] = 0;
                return;
            case "NonPositive":
                schema["maximum"] = 0;
                return;
        }

        // A range of dates or texts has no keyword.
        if (Number(range.MinRange) is JsonValue least && Number(range.MaxRange) is JsonValue most)
        {
            schema["minimum"] = least;
            schema["maximum"] = most;
        }
    }

    private static JsonValue? Number(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        float or double => JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
