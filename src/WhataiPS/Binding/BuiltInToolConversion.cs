using System;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>The server's own tools, by name or as the wire has them.</summary>
internal static class BuiltInToolConversion
{
    /// <exception cref="ArgumentException">One is neither a name nor a table with a type.</exception>
    public static JsonElement[] ToTools(object[] given) => Array.ConvertAll(given, ToTool);

    private static JsonElement ToTool(object given)
    {
        JsonObject? tool = PSValue.Unwrap(given) switch
        {
            string word => new JsonObject { ["type"] = word.Trim() },
            IDictionary table => JsonConversion.ToObject(table),
            var other => JsonConversion.ToNode(other) as JsonObject,
        };
        if (tool?["type"] is not JsonValue type || !type.TryGetValue(out string? name) || name.Length == 0)
        {
            throw new ArgumentException(SR.NotABuiltInTool(given));
        }

        if (name == "code_interpreter" && tool["container"] is null)
        {
            // One that the server makes and throws away.
            tool["container"] = new JsonObject { ["type"] = "auto" };
        }

        return JsonSerializer.SerializeToElement(tool);
    }
}
