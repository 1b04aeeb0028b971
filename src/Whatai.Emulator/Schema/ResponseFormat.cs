using System;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Schema;

/// <summary>The requested response format, validated as OpenAI validates it.</summary>
/// <param name="IsJson">Whether the answer must be JSON.</param>
/// <param name="Schema">The schema of the JSON; null for any object.</param>
internal sealed record ResponseFormat(bool IsJson, JsonElement? Schema)
{
    private const int MaxNameLength = 64;

    private static readonly Regex s_name = new("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant);

    /// <summary>Whether a JSON string is answered without its quotes.</summary>
    internal bool IsUnquoted { get; init; }

    internal static ResponseFormat Text { get; } = new(false, null);

    internal static ResponseFormat AnyJson { get; } = new(true, null);

    /// <summary>Chat's response_format, whose schema is nested in json_schema.</summary>
    /// <exception cref="ApiErrorException">400 that names the member.</exception>
    internal static ResponseFormat Read(JsonElement root)
    {
        const string Param = "response_format";
        const string Holder = Param + ".json_schema";
        JsonElement? format = JsonMembers.Find(root, Param, JsonValueKind.Object);
        return Read(format, Param, f => ReadSchema(
            JsonMembers.Find(f, "json_schema", JsonValueKind.Object, Holder) ?? throw ApiErrorException.Missing(Holder), Holder, Param, null));
    }

    /// <summary>The text.format of /v1/responses, whose schema is beside the type.</summary>
    /// <exception cref="ApiErrorException">400 that names the member.</exception>
    internal static ResponseFormat ReadText(JsonElement root)
    {
        const string Param = "text.format";
        JsonElement? format = JsonMembers.Find(root, "text", JsonValueKind.Object) is { } text
            ? JsonMembers.Find(text, "format", JsonValueKind.Object, Param)
            : null;
        return Read(format, Param, f => ReadSchema(f, Param, Param + ".schema", "invalid_json_schema"));
    }

    /// <summary>The JSON answer for <paramref name="text"/>; null when no JSON is requested.</summary>
    internal string? Answer(string text)
        => !IsJson ? null
            : Schema is { } schema ? Unquote(SchemaSampleGenerator.Make(schema, text))
            : JsonBytes.Text(JsonBytes.Object(w => w.WriteString("echo", text)));

    private string Unquote(string json) => IsUnquoted && json[0] == '"' ? JsonDocument.Parse(json).RootElement.GetString()! : json;

    private static ResponseFormat Read(JsonElement? format, string param, Func<JsonElement, JsonElement> readSchema)
    {
        if (format is not { } given)
        {
            return Text;
        }

        return JsonMembers.String(given, "type", param + ".type") switch
        {
            "text" => Text,
            "json_object" => AnyJson,
            "json_schema" => new ResponseFormat(true, readSchema(given)),
            null => throw ApiErrorException.Missing(param + ".type"),
            string type => throw ApiErrorException.BadParameter(
                param + ".type", $"Invalid value: '{type}'. Supported values are: 'text', 'json_object', and 'json_schema'."),
        };
    }

    private static JsonElement ReadSchema(JsonElement holder, string at, string blamed, string? code)
    {
        string nameParam = at + ".name";
        string name = JsonMembers.String(holder, "name", nameParam) ?? throw ApiErrorException.Missing(nameParam);
        if (!s_name.IsMatch(name) || name[name.Length - 1] == '\n')
        {
            throw ApiErrorException.BadParameter(
                nameParam, $"Invalid '{nameParam}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.");
        }

        if (name.Length > MaxNameLength)
        {
            throw ApiErrorException.BadParameter(
                nameParam,
                $"Invalid '{nameParam}': string too long. Expected a string with maximum length {MaxNameLength}, but got a string with length {name.Length} instead.",
                "string_above_max_length");
        }

        JsonMembers.String(holder, "description", at + ".description");
        string inner = at + ".schema";
        JsonElement schema = JsonMembers.Find(holder, "schema", JsonValueKind.Object, inner) ?? throw ApiErrorException.Missing(inner);
        if (JsonMembers.Boolean(holder, "strict"))
        {
            StrictSchemaChecker.Check(schema, $"response_format '{name}'", blamed, code);
        }

        return schema;
    }
}
