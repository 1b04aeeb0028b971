using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WhataiPS.Binding;

namespace WhataiPS.Schemas;

/// <summary>PowerShell's validation attributes as keywords of a schema.</summary>
internal static class ValidationKeywords
{
    // What .NET's expressions have and those of JSON schemas don't.
    private static readonly Regex s_dotNetOnly = new(@"\(\?[imnsx-]+[:)]|\(\?<?[#>]|\(\?<\w|\(\?'|\\[AZzG]|\\p\{Is|-\[", RegexOptions.CultureInvariant);

    /// <summary>Narrows a schema to what the attributes let pass.</summary>
    /// <param name="attributes">The attributes, others among them.</param>
    /// <param name="type">The type that the schema is of; of a collection, that of its items.</param>
    /// <param name="schema">The schema.</param>
    /// <returns>What no keyword can say, in words.</returns>
    public static IReadOnlyList<string> Add(IEnumerable<Attribute> attributes, Type type, JsonObject schema)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        // As PowerShell does, all but the count are checked on each item.
        JsonObject value = schema["items"] as JsonObject ?? schema;
        bool isText = value["type"] is JsonValue name && name.ToString() == "string";
        List<string> hints = [];
        foreach (Attribute attribute in attributes)
        {
            switch (attribute)
            {
                case ValidateSetAttribute set:
                    AddSet(set, type, isText, value);
                    break;
                case ValidateRangeAttribute range:
                    AddRange(range, type, value);
                    break;
                case ValidatePatternAttribute pattern when s_dotNetOnly.IsMatch(pattern.RegexPattern):
                    hints.Add("Must match the .NET regular expression " + pattern.RegexPattern);
                    break;
                case ValidatePatternAttribute pattern when isText:
                    value["pattern"] = pattern.RegexPattern;
                    break;
                case ValidateLengthAttribute length when isText:
                    value["minLength"] = length.MinLength;
                    value["maxLength"] = length.MaxLength;
                    break;
                case ValidateCountAttribute count when schema.ContainsKey("items"):
                    schema["minItems"] = count.MinLength;
                    schema["maxItems"] = count.MaxLength;
                    break;
            }
        }

        return hints;
    }

    private static void AddSet(ValidateSetAttribute set, Type type, bool isText, JsonObject schema)
    {
        try
        {
            // A class that makes the values runs here, and may fail.
            JsonNode?[] choices = [.. set.ValidValues.Select(text => isText && !type.IsEnum
                ? JsonValue.Create(text)
                : JsonConversion.ToNode(LanguagePrimitives.ConvertTo(text, type, CultureInfo.InvariantCulture)))];
            if (choices.Length > 0)
            {
                schema["enum"] = new JsonArray(choices);
            }
        }
        catch (Exception ex) when (ex is RuntimeException or InvalidOperationException or PSInvalidCastException or ArgumentException)
        {
            // The schema is wider then; PowerShell itself still validates.
        }
    }

    private static void AddRange(ValidateRangeAttribute range, Type type, JsonObject schema)
    {
        bool isWhole = SimpleTypes.IsInteger(type);
        // PowerShell 6 added [ValidateRange('Positive')] and keeps the kind to itself.
        object? kind = typeof(ValidateRangeAttribute).GetProperty("RangeKind", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance)?.GetValue(range);
        switch (kind?.ToString())
        {
            case "Positive":
                schema[isWhole ? "minimum" : "exclusiveMinimum"] = isWhole ? 1 : 0;
                break;
            case "NonNegative":
                schema["minimum"] = 0;
                break;
            case "Negative":
                schema[isWhole ? "maximum" : "exclusiveMaximum"] = isWhole ? -1 : 0;
                break;
            case "NonPositive":
                schema["maximum"] = 0;
                break;
            default:
                AddLimit("minimum", range.MinRange, schema);
                AddLimit("maximum", range.MaxRange, schema);
                break;
        }
    }

    // A range of dates or texts has no keyword, and one without end needs none.
    private static void AddLimit(string keyword, object? limit, JsonObject schema)
    {
        object? number = PSValue.Unwrap(limit);
        if (number is byte or sbyte or short or ushort or int or uint or long or ulong or decimal or float or double
            && !double.IsInfinity(Convert.ToDouble(number, CultureInfo.InvariantCulture)))
        {
            schema[keyword] = JsonConversion.ToNode(number);
        }
    }
}
