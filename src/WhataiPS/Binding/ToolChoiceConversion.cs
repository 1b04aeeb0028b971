using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Schemas;

namespace WhataiPS.Binding;

/// <summary>Which tool must be called, as the wire has it: a word, or an object with the tool's name.</summary>
internal static class ToolChoiceConversion
{
    private static readonly string[] s_words = ["auto", "none", "required"];

    public static bool IsName(string? choice) => choice is not null && !Array.Exists(s_words, word => word.Equals(choice, StringComparison.OrdinalIgnoreCase));

    public static JsonElement? ToChatChoice(string? choice)
    {
        if (choice is null)
        {
            return null;
        }

        JsonNode node = IsName(choice)
            ? new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = choice } }
            : JsonValue.Create(choice.ToLowerInvariant());
        return SchemaText.ToElement(node);
    }
}
