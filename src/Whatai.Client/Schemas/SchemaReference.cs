using System;
using System.Globalization;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>Finds what a <c>$ref</c> within the same schema means.</summary>
public static class SchemaReference
{
    /// <summary>Follows a local reference: <c>#</c>, <c>#/$defs/x</c>, <c>#/definitions/x</c> or any other JSON pointer after <c>#</c>.</summary>
    /// <param name="root">The whole schema.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="target">What it leads to.</param>
    /// <returns>False if it leads nowhere, or out of the schema.</returns>
    public static bool TryResolve(JsonElement root, string reference, out JsonElement target)
    {
        target = root;
        if (reference is null || reference == "#")
        {
            return reference is not null;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string step in Uri.UnescapeDataString(reference.Substring(2)).Split('/'))
        {
            if (!TryStep(target, step.Replace("~1", "/").Replace("~0", "~"), out target))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryStep(JsonElement from, string step, out JsonElement target)
    {
        target = default;
        if (from.ValueKind == JsonValueKind.Object)
        {
            return from.TryGetProperty(step, out target);
        }

        if (from.ValueKind == JsonValueKind.Array
            && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < from.GetArrayLength())
        {
            target = from[index];
            return true;
        }

        return false;
    }
}
