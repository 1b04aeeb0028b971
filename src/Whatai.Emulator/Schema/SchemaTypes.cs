using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Whatai.Emulator.Schema;

/// <summary>The <c>type</c> keyword, which is a name or an array of names.</summary>
internal static class SchemaTypes
{
    internal static bool Has(JsonElement schema, string type) => Of(schema).Contains(type);

    /// <summary>Empty when there is none.</summary>
    internal static IReadOnlyList<string> Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type))
        {
            return [];
        }

        return type.ValueKind switch
        {
            JsonValueKind.String => [type.GetString()!],
            JsonValueKind.Array => type.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!).ToArray(),
            _ => [],
        };
    }

    /// <summary>Whether null is the only valid value.</summary>
    internal static bool IsNull(JsonElement schema)
        => (Of(schema) is { Count: 1 } types && types[0] == "null")
            || (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("const", out JsonElement value) && value.ValueKind == JsonValueKind.Null);
}
