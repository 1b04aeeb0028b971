using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using WhataiPS.Binding;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>A parameter as a JSON schema: its type, narrowed by its validation.</summary>
internal static class ParameterSchema
{
    private const int LongestDescription = 1000;

    /// <returns>The schema; null where JSON has no form for the parameter's type.</returns>
    public static JsonObject? Describe(CommandParameterInfo parameter, string? help, object? defaultValue)
    {
        if (ParameterTypes.Describe(parameter.ParameterType) is not JsonObject schema)
        {
            return null;
        }

        // What the type says of each item stands with the help of the whole.
        JsonObject value = schema["items"] as JsonObject ?? schema;
        string? typeHint = (string?)value["description"];
        value.Remove("description");
        string?[] hints = [help ?? parameter.HelpMessage, typeHint, .. ValidationKeywords.Add(parameter.Attributes, ParameterTypes.Item(parameter.ParameterType) ?? parameter.ParameterType, schema)];
        if (parameter.Attributes.Any(attribute => attribute is AllowNullAttribute))
        {
            schema = SchemaNodes.Nullable(schema);
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
}
