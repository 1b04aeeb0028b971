using System.Text;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Gemini;

/// <summary>Reads members as Google's APIs do: in camelCase or in snake_case.</summary>
internal static class ProtoMembers
{
    internal static JsonElement? Object(JsonElement parent, string name, string at) => JsonMembers.Find(parent, Spelling(parent, name), JsonValueKind.Object, At(at, name));

    internal static JsonElement? Array(JsonElement parent, string name, string at) => JsonMembers.Find(parent, Spelling(parent, name), JsonValueKind.Array, At(at, name));

    internal static string? String(JsonElement parent, string name, string at) => JsonMembers.String(parent, Spelling(parent, name), At(at, name));

    internal static string Required(JsonElement parent, string name, string at)
        => String(parent, name, at) is { Length: > 0 } value ? value : throw ApiErrorException.Missing(At(at, name));

    internal static bool Boolean(JsonElement parent, string name, string at) => JsonMembers.Boolean(parent, Spelling(parent, name), param: At(at, name));

    internal static long? Integer(JsonElement parent, string name, long min, long max, string at)
        => JsonMembers.Integer(parent, Spelling(parent, name), min, max, At(at, name));

    internal static double? Number(JsonElement parent, string name, double min, double max, string at)
        => JsonMembers.Number(parent, Spelling(parent, name), min, max, At(at, name));

    internal static string? Word(JsonElement parent, string name, string[] words, string at)
        => JsonMembers.Word(parent, Spelling(parent, name), words, At(at, name));

    /// <summary>A value of any kind; null when absent or null.</summary>
    internal static JsonElement? Any(JsonElement parent, string name)
        => parent.TryGetProperty(Spelling(parent, name), out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static string At(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    /// <summary>The other spelling.</summary>
    internal static string Snake(string camel)
    {
        var snake = new StringBuilder(camel.Length + 4);
        foreach (char c in camel)
        {
            if (char.IsUpper(c))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private static string Spelling(JsonElement parent, string name)
        => !parent.TryGetProperty(name, out _) && Snake(name) is { } snake && parent.TryGetProperty(snake, out _) ? snake : name;
}
