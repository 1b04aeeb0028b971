using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Json;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Schema;

/// <summary>The request's response_format, checked as OpenAI checks it.</summary>
/// <param name="IsJson">Whether it asks for JSON at all.</param>
/// <param name="Schema">What the JSON must obey; null when any object will do.</param>
internal sealed record ResponseFormat(bool IsJson, JsonElement? Schema)
{
    private const int LongestName = 64;
    private const string Param = "response_format";
    private const string SchemaParam = Param + ".json_schema";

    private static readonly Regex s_name = new("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant);

    internal static ResponseFormat Text { get; } = new(false, null);

    /// <exception cref="ApiErrorException">400 that names the member.</exception>
    internal static ResponseFormat Read(JsonElement root)
    {
        if (JsonMembers.Find(root, Param, JsonValueKind.Object) is not { } format)
        {
            return Text;
        }

        return JsonMembers.String(format, "type", Param + ".type") switch
        {
            "text" => Text,
            "json_object" => new ResponseFormat(true, null),
            "json_schema" => new ResponseFormat(true, ReadSchema(format)),
            null => throw ApiErrorException.Missing(Param + ".type"),
            string type => throw ApiErrorException.BadParameter(
                Param + ".type", $"Invalid value: '{type}'. Supported values are: 'text', 'json_object', and 'json_schema'."),
        };
    }

    /// <summary>The JSON that says <paramref name="text"/>; null when none is asked for.</summary>
    internal string? Answer(string text)
        => !IsJson ? null
            : Schema is { } schema ? SchemaInstance.Make(schema, text)
            : JsonBytes.Text(JsonBytes.Object(w => w.WriteString("echo", text)));

    private static JsonElement ReadSchema(JsonElement format)
    {
        JsonElement holder = JsonMembers.Find(format, "json_schema", JsonValueKind.Object, SchemaParam) ?? throw ApiErrorException.Missing(SchemaParam);
        const string NameParam = SchemaParam + ".name";
        string name = JsonMembers.String(holder, "name", NameParam) ?? throw ApiErrorException.Missing(NameParam);
        if (!s_name.IsMatch(name) || name[name.Length - 1] == '\n')
        {
            throw ApiErrorException.BadParameter(
                NameParam, $"Invalid '{NameParam}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.");
        }

        if (name.Length > LongestName)
        {
            throw ApiErrorException.BadParameter(
                NameParam,
                $"Invalid '{NameParam}': string too long. Expected a string with maximum length {LongestName}, but got a string with length {name.Length} instead.",
                "string_above_max_length");
        }

        JsonMembers.String(holder, "description", SchemaParam + ".description");
        const string InnerParam = SchemaParam + ".schema";
        JsonElement schema = JsonMembers.Find(holder, "schema", JsonValueKind.Object, InnerParam) ?? throw ApiErrorException.Missing(InnerParam);
        if (JsonMembers.Boolean(holder, "strict"))
        {
            StrictSchema.Check(schema, name);
        }

        return schema;
    }
}
