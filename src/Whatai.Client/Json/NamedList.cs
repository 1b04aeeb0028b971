using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Finds the list in an answer, which servers name differently.</summary>
internal static class NamedList
{
    /// <summary>The list: the answer itself, or the first of the names that holds one, however deep.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="names">What the list, or an object around it, may be called.</param>
    /// <returns>What is no object as it is; undefined where no name holds a list.</returns>
    public static JsonElement Find(JsonElement root, string[] names)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root;
        }

        foreach (string name in names)
        {
            if (root.TryGetProperty(name, out JsonElement found) && Find(found, names) is { ValueKind: JsonValueKind.Array } list)
            {
                return list;
            }
        }

        return default;
    }
}
