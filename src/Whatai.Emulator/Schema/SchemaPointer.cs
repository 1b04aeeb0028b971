using System;
using System.Text.Json;

namespace Whatai.Emulator.Schema;

/// <summary>Follows <c>$ref</c> within one schema.</summary>
internal static class SchemaPointer
{
    /// <summary>The target of <c>#</c> or <c>#/…</c>; null when there is none.</summary>
    internal static JsonElement? Find(JsonElement root, string reference)
    {
        if (reference.Length == 0 || reference[0] != '#')
        {
            return null;
        }

        JsonElement at = root;
        string path = Uri.UnescapeDataString(reference.Substring(1));
        foreach (string part in path.Length == 0 ? [] : path.Substring(1).Split('/'))
        {
            string name = part.Replace("~1", "/").Replace("~0", "~");
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }
}
