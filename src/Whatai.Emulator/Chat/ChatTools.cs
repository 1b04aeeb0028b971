using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>The tools and tool_choice of /v1/chat/completions, validated.</summary>
internal sealed record ChatTools(IReadOnlyList<Tool> Functions)
{
    private const string Param = "tools";
    private const string ChoiceParam = "tool_choice";

    private static readonly string[] s_choices = ["none", "auto", "required"];

    internal bool Forbidden { get; private init; }

    internal Tool? Forced { get; private init; }

    internal static ChatTools Read(JsonElement root)
    {
        var functions = new List<Tool>();
        foreach (JsonElement tool in JsonMembers.Find(root, Param, JsonValueKind.Array) is { } array ? array.EnumerateArray().ToArray() : [])
        {
            string at = $"{Param}[{functions.Count}].function";
            functions.Add(
                tool.ValueKind == JsonValueKind.Object
                && JsonMembers.Find(tool, "function", JsonValueKind.Object, at) is { } function
                && JsonMembers.String(function, "name", at + ".name") is { Length: > 0 } name
                    ? new Tool(name, JsonMembers.Find(function, "parameters", JsonValueKind.Object, at + ".parameters"))
                    : throw ApiErrorException.Missing(at + ".name"));
        }

        return new ChatTools(functions).Choose(root);
    }

    private ChatTools Choose(JsonElement root)
    {
        if (root.TryGetProperty(ChoiceParam, out JsonElement choice) && choice.ValueKind == JsonValueKind.Object)
        {
            return ChooseOne(choice);
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

    private ChatTools ChooseOne(JsonElement choice)
    {
        const string At = ChoiceParam + ".function";
        string name = JsonMembers.Find(choice, "function", JsonValueKind.Object, At) is { } function
            && JsonMembers.String(function, "name", At + ".name") is { } given ? given : throw ApiErrorException.Missing(At + ".name");
        return this with
        {
            Forced = Functions.FirstOrDefault(f => f.Name == name)
                ?? throw ApiErrorException.BadParameter(ChoiceParam, $"Tool choice '{name}' not found in 'tools' parameter."),
        };
    }
}
