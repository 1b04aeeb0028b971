using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WhataiPS.Binding;

namespace WhataiPS.Tools;

/// <summary>A parameter as a JSON schema: its type, narrowed by its validation.</summary>
internal static class ParameterSchema
{
    private const int LongestDescription = 1000;

    // What .NET's expressions have and those of JSON schemas don't.
    private static readonly Regex s_dotNetOnly = new(@"\(\?[imnsx-]+[:)]|\(\?<?[#>]|\(\?<\w|\(\?'|\\[AZzG]|\\p\{Is|-\[", RegexOptions.CultureInvariant);

    /// <returns>The schema; null where JSON has no form for the parameter's type.</returns>
    public static JsonObject? Describe(CommandParameterInfo parameter, string? help, object? defaultValue)
    {
        if (TypeSchema.Describe(parameter.ParameterType) is not JsonObject schema)
        {
            return null;
        }

        // Validation of values looks at each item.
        Type valueType = TypeSchema.ItemType(parameter.ParameterType) ?? parameter.ParameterType;
        valueType = Nullable.GetUnderlyingType(valueType) ?? valueType;
        JsonObject value = schema["items"] as JsonObject ?? schema;
        var hints = new List<string?> { help ?? parameter.HelpMessage, (string?)value["description"] };
        value.Remove("description");
        foreach (Attribute attribute in parameter.Attributes)
        {
            switch (attribute)
            {
                case ValidateSetAttribute set:
                    Add(value, set, valueType);
                    break;
                case ValidateRangeAttribute range:
                    Add(value, range);
                    break;
                case ValidatePatternAttribute pattern when s_dotNetOnly.IsMatch(pattern.RegexPattern):
                    hints.Add(ToolTexts.Format(ToolTexts.PatternHint, pattern.RegexPattern));
                    break;
                case ValidatePatternAttribute pattern when IsText(value):
                    value["pattern"] = pattern.RegexPattern;
                    break;
                case ValidateLengthAttribute length when IsText(value):
                    value["minLength"] = length.MinLength;
                    value["maxLength"] = length.MaxLength;
                    break;
                case ValidateCountAttribute count when schema["items"] is not null:
                    schema["minItems"] = count.MinLength;
                    schema["maxItems"] = count.MaxLength;
                    break;
                case AllowNullAttribute:
                    AllowNull(schema);
                    break;
                default:
                    break;
            }
        }

        string description = Cut(string.Join(" ", hints.Where(hint => !string.IsNullOrWhiteSpace(hint)).Select(hint => hint!.Trim())));
        if (description.Length > 0)
        {
            schema["description"] = description;
        }

        if (defaultValue is not null)
        {
            schema["default"] = JsonConversion.ToNode(defaultValue);
        }

        return schema;
    }

    /// <summary>Help as one short text: gateways refuse long ones.</summary>
    public static string Cut(string text)
    {
        text = text.Trim();
        return text.Length <= LongestDescription ? text : text.Substring(0, LongestDescription - 1).TrimEnd() + "…";
    }

    private static bool IsText(JsonObject value) => value["type"] is JsonValue type && (string?)type == "string";

    private static void Add(JsonObject value, ValidateSetAttribute set, Type type)
    {
        try
        {
            // A class that makes the values runs here, and may fail.
            JsonNode?[] values = [.. set.ValidValues.Select(text => JsonConversion.ToNode(LanguagePrimitives.ConvertTo(text, type, CultureInfo.InvariantCulture)))];
            if (values.Length > 0)
            {
                value["enum"] = new JsonArray(values);
            }
        }
        catch (Exception ex) when (ex is RuntimeException or InvalidOperationException or PSInvalidCastException)
        {
            // The schema is wider then; the command itself still validates.
        }
    }

    private static void Add(JsonObject value, ValidateRangeAttribute range)
    {
        if (Number(range.MinRange) is JsonNode minimum)
        {
            value["minimum"] = minimum;
        }

        if (Number(range.MaxRange) is JsonNode maximum)
        {
            value["maximum"] = maximum;
        }

        // PowerShell 7 alone has kinds, and tells them to nobody.
        string? kind = typeof(ValidateRangeAttribute).GetProperty("RangeKind", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(range)?.ToString();
        bool whole = (string?)value["type"] == "integer";
        switch (kind)
        {
            case "Positive":
                value[whole ? "minimum" : "exclusiveMinimum"] = whole ? 1 : 0;
                break;
            case "NonNegative":
                value["minimum"] = 0;
                break;
            case "Negative":
                value[whole ? "maximum" : "exclusiveMaximum"] = whole ? -1 : 0;
                break;
            case "NonPositive":
                value["maximum"] = 0;
                break;
            default:
                break;
        }
    }

    private static JsonNode? Number(object? limit) =>
        (limit is PSObject wrapped ? wrapped.BaseObject : limit) is object number && TypeSchema.IsNumber(number.GetType()) ? JsonConversion.ToNode(number) : null;

    private static void AllowNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && type.TryGetValue(out string? name))
        {
            schema["type"] = new JsonArray(name, "null");
            (schema["enum"] as JsonArray)?.Add(null);
        }
    }
}
