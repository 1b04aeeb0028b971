using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Finds members whose names differ from site to site in case and in underlines alone.</summary>
internal static class JsonNames
{
    /// <summary>Whether a name is that plain one, but for underlines, hyphens, points and case.</summary>
    public static bool IsPlain(string name, string plain)
    {
        int matched = 0;
        foreach (char c in name)
        {
            if (c is '_' or '-' or '.')
            {
                continue;
            }

            if (matched == plain.Length || char.ToLowerInvariant(c) != plain[matched])
            {
                return false;
            }

            matched++;
        }

        return matched == plain.Length;
    }

    /// <summary>The first of the names, in their order, whose member says something. The names are plain.</summary>
    public static JsonElement? Find(JsonElement element, params string[] names)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (string name in names)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (SaysSomething(property.Value) && IsPlain(property.Name, name))
                    {
                        return property.Value;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether a value is more than null, false, zero or empty.</summary>
    public static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().MoveNext(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.String => !value.ValueEquals(string.Empty),
        JsonValueKind.Number => !value.TryGetDouble(out double number) || number != 0,
        JsonValueKind.True => true,
        _ => false,
    };
}
