using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>The request's tools and tool_choice, validated: functions and the web search; other tools of the server are refused.</summary>
internal sealed record MessagesTools(IReadOnlyList<Tool> Functions)
{
    private const string Param = "tools";
    private const string ChoiceParam = "tool_choice";
    private const string SearchName = "web_search";
    private const int SearchResults = 2;

    private static readonly Regex s_name = new("^[a-zA-Z0-9_-]{1,128}\\z", RegexOptions.CultureInvariant);
    private static readonly string[] s_choices = ["auto", "any", "tool", "none"];

    internal bool Forbidden { get; private init; }

    internal Tool? Forced { get; private init; }

    internal SearchTool? Search { get; private init; }

    internal bool IsForced => Forced is not null || Search is { Forced: true };

    internal bool IsOneCall { get; private init; }

    internal static MessagesTools Read(JsonElement root, CacheMarks marks)
    {
        var functions = new List<Tool>();
        SearchTool? search = null;
        JsonElement[] tools = JsonMembers.Find(root, Param, JsonValueKind.Array) is { } array ? array.EnumerateArray().ToArray() : [];
        for (int i = 0; i < tools.Length; i++)
        {
            string at = FormattableString.Invariant($"{Param}.{i}");
            string type = tools[i].ValueKind == JsonValueKind.Object
                ? JsonMembers.String(tools[i], "type", at + ".type") ?? "custom"
                : throw ApiErrorException.BadParameter(at, "Input should be a valid dictionary");
            marks.Add(tools[i], at);
            if (type == "custom")
            {
                functions.Add(ReadFunction(tools[i], at));
            }
            else if (type.StartsWith(SearchName + "_2", StringComparison.Ordinal))
            {
                search = ReadSearch(tools[i], at);
            }
            else
            {
                throw ApiErrorException.BadParameter(at + ".type", $"The emulator has no tool '{type}'. It knows 'custom' and '{SearchName}_20250305'.");
            }
        }

        if (functions.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw ApiErrorException.BadParameter(Param, $"Tool names must be unique: '{twice.Key}'.");
        }

        return new MessagesTools(functions) { Search = search }.Choose(root);
    }

    private static Tool ReadFunction(JsonElement tool, string at)
    {
        string name = JsonMembers.String(tool, "name", at + ".name") ?? throw ApiErrorException.Missing(at + ".name");
        if (!s_name.IsMatch(name))
        {
            throw ApiErrorException.BadParameter(at + ".name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        }

        JsonMembers.String(tool, "description", at + ".description");
        string schemaAt = at + ".input_schema";
        JsonElement schema = JsonMembers.Find(tool, "input_schema", JsonValueKind.Object, schemaAt) ?? throw ApiErrorException.Missing(schemaAt);
        return JsonMembers.String(schema, "type", schemaAt + ".type") == "object"
            ? new Tool(name, schema)
            : throw ApiErrorException.BadParameter(schemaAt + ".type", "Input should be 'object'");
    }

    private static SearchTool ReadSearch(JsonElement tool, string at)
    {
        if (JsonMembers.String(tool, "name", at + ".name") != SearchName)
        {
            throw ApiErrorException.BadParameter(at + ".name", $"Input should be '{SearchName}'");
        }

        JsonMembers.Integer(tool, "max_uses", 1, int.MaxValue, at + ".max_uses");
        return JsonMembers.Find(tool, "allowed_domains", JsonValueKind.Array, at + ".allowed_domains") is not null
            && JsonMembers.Find(tool, "blocked_domains", JsonValueKind.Array, at + ".blocked_domains") is not null
                ? throw ApiErrorException.BadParameter(at, "Only one of 'allowed_domains' and 'blocked_domains' may be set.")
                : new SearchTool(SearchResults, false);
    }

    private MessagesTools Choose(JsonElement root)
    {
        if (JsonMembers.Find(root, ChoiceParam, JsonValueKind.Object) is not { } choice)
        {
            return this;
        }

        string type = JsonMembers.Word(choice, "type", s_choices, ChoiceParam + ".type") ?? throw ApiErrorException.Missing(ChoiceParam + ".type");
        if (Functions.Count == 0 && Search is null && type != "none")
        {
            throw ApiErrorException.BadParameter(ChoiceParam, "`tool_choice` may only be specified while providing `tools`.");
        }

        MessagesTools chosen = this with { IsOneCall = JsonMembers.Boolean(choice, "disable_parallel_tool_use", param: ChoiceParam + ".disable_parallel_tool_use") };
        return type switch
        {
            "none" => chosen with { Forbidden = true },
            "any" => Functions.Count > 0 ? chosen with { Forced = Functions[0] } : chosen with { Search = Search! with { Forced = true } },
            "tool" => chosen.Force(JsonMembers.String(choice, "name", ChoiceParam + ".name") ?? throw ApiErrorException.Missing(ChoiceParam + ".name")),
            _ => chosen,
        };
    }

    private MessagesTools Force(string name)
        => name == SearchName && Search is { } search ? this with { Search = search with { Forced = true } }
            : this with
            {
                Forced = Functions.FirstOrDefault(f => f.Name == name)
                    ?? throw ApiErrorException.BadParameter(ChoiceParam, $"Tool '{name}' not found in provided tools"),
            };
}
