using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>The tools and tool_choice of /v1/chat/completions, validated: functions and custom tools.</summary>
internal sealed record ChatTools(IReadOnlyList<Tool> Functions)
{
    private const string Param = "tools";
    private const string ChoiceParam = "tool_choice";
    private const string Function = "function";
    private const string Custom = "custom";
    private const string Allowed = "allowed_tools";

    private static readonly string[] s_choices = ["none", "auto", "required"];
    private static readonly string[] s_modes = ["auto", "required"];
    private static readonly string[] s_types = [Function, Custom];

    internal bool Forbidden { get; private init; }

    internal Tool? Forced { get; private init; }

    internal static ChatTools Read(JsonElement root)
    {
        var functions = new List<Tool>();
        foreach (JsonElement tool in JsonMembers.Find(root, Param, JsonValueKind.Array) is { } array ? array.EnumerateArray().ToArray() : [])
        {
            functions.Add(ReadTool(tool, $"{Param}[{functions.Count}]"));
        }

        return new ChatTools(functions).Choose(root);
    }

    private static Tool ReadTool(JsonElement tool, string at)
    {
        string type = tool.ValueKind == JsonValueKind.Object ? JsonMembers.Word(tool, "type", s_types, at + ".type") ?? Function : throw ApiErrorException.Missing(at + ".type");
        string holderAt = $"{at}.{type}";
        return JsonMembers.Find(tool, type, JsonValueKind.Object, holderAt) is { } holder && JsonMembers.String(holder, "name", holderAt + ".name") is { Length: > 0 } name
            ? new Tool(name, type == Function ? JsonMembers.Find(holder, "parameters", JsonValueKind.Object, holderAt + ".parameters") : null) { IsCustom = type == Custom }
            : throw ApiErrorException.Missing(holderAt + ".name");
    }

    private ChatTools Choose(JsonElement root)
    {
        if (root.TryGetProperty(ChoiceParam, out JsonElement choice) && choice.ValueKind == JsonValueKind.Object)
        {
            return JsonMembers.String(choice, "type", ChoiceParam + ".type") == Allowed ? Allow(choice) : this with { Forced = Named(choice, ChoiceParam) };
        }

        return JsonMembers.Word(root, ChoiceParam, s_choices) switch
        {
            "none" => this with { Forbidden = true },
            "required" => this with
            {
                Forced = Functions.Count > 0 ? Functions[0] : throw ApiErrorException.BadParameter(
                    ChoiceParam, "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."),
            },
            _ => this,
        };
    }

    private ChatTools Allow(JsonElement choice)
    {
        const string At = ChoiceParam + "." + Allowed;
        JsonElement allowed = JsonMembers.Find(choice, Allowed, JsonValueKind.Object, At) ?? throw ApiErrorException.Missing(At);
        string mode = JsonMembers.Word(allowed, "mode", s_modes, At + ".mode") ?? throw ApiErrorException.Missing(At + ".mode");
        JsonElement tools = JsonMembers.Find(allowed, "tools", JsonValueKind.Array, At + ".tools") ?? throw ApiErrorException.Missing(At + ".tools");
        Tool[] chosen = tools.EnumerateArray().Select((tool, i) => Named(tool, $"{At}.tools[{i}]")).ToArray();
        return this with { Functions = chosen, Forced = mode == s_modes[1] ? chosen.FirstOrDefault() : null };
    }

    private Tool Named(JsonElement choice, string at)
    {
        string type = choice.ValueKind == JsonValueKind.Object ? JsonMembers.Word(choice, "type", s_types, at + ".type") ?? Function : throw ApiErrorException.Missing(at + ".type");
        string holderAt = $"{at}.{type}";
        string name = JsonMembers.Find(choice, type, JsonValueKind.Object, holderAt) is { } holder
            && JsonMembers.String(holder, "name", holderAt + ".name") is { } given ? given : throw ApiErrorException.Missing(holderAt + ".name");
        return Functions.FirstOrDefault(f => f.Name == name && f.IsCustom == (type == Custom))
            ?? throw ApiErrorException.BadParameter(ChoiceParam, $"Tool choice '{name}' not found in 'tools' parameter.");
    }
}
