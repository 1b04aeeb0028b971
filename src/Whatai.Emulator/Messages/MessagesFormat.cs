using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Messages;

/// <summary>The request's output_config, validated: every object of a schema is closed, and restrictions of numbers and lengths are refused.</summary>
internal static class MessagesFormat
{
    private const string Param = "output_config";
    private const string FormatParam = Param + ".format";

    private static readonly string[] s_efforts = ["low", "medium", "high", "xhigh", "max"];
    private static readonly string[] s_types = ["json_schema"];

    private static readonly string[] s_refused =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "oneOf", "patternProperties",
    ];

    internal static ResponseFormat Read(JsonElement root)
    {
        if (JsonMembers.Find(root, Param, JsonValueKind.Object) is not { } config)
        {
            return ResponseFormat.Text;
        }

        JsonMembers.Word(config, "effort", s_efforts, Param + ".effort");
        if (JsonMembers.Find(config, "format", JsonValueKind.Object, FormatParam) is not { } format)
        {
            return ResponseFormat.Text;
        }

        const string SchemaParam = FormatParam + ".schema";
        _ = JsonMembers.Word(format, "type", s_types, FormatParam + ".type") ?? throw ApiErrorException.Missing(FormatParam + ".type");
        JsonElement schema = JsonMembers.Find(format, "schema", JsonValueKind.Object, SchemaParam) ?? throw ApiErrorException.Missing(SchemaParam);
        Check(schema);
        return new ResponseFormat(true, schema);
    }

    // A property may have any name, so that only its schema is looked at.
    private static void Check(JsonElement schema)
    {
        foreach (JsonProperty member in schema.EnumerateObject())
        {
            if (s_refused.Contains(member.Name) || (member.Name == "minItems" && member.Value.GetRawText() is not ("0" or "1")))
            {
                throw ApiErrorException.BadParameter(FormatParam + ".schema", $"For '{Type(schema)}' type, property '{member.Name}' is not supported");
            }

            bool isMap = member.Name is "properties" or "$defs" or "definitions";
            foreach (JsonElement inner in member.Value.ValueKind switch
            {
                JsonValueKind.Object when isMap => member.Value.EnumerateObject().Select(p => p.Value),
                JsonValueKind.Array => member.Value.EnumerateArray(),
                _ => [member.Value],
            })
            {
                if (inner.ValueKind == JsonValueKind.Object && member.Name is not ("default" or "const" or "enum" or "examples"))
                {
                    Check(inner);
                }
            }
        }

        if (SchemaTypes.Has(schema, "object") && !(schema.TryGetProperty("additionalProperties", out JsonElement open) && open.ValueKind == JsonValueKind.False))
        {
            throw ApiErrorException.BadParameter(FormatParam + ".schema", "For 'object' type, 'additionalProperties' must be explicitly set to false");
        }
    }

    private static string Type(JsonElement schema) => schema.TryGetProperty("type", out JsonElement type) ? type.ToString() : "any";
}
