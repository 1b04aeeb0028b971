using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>The requested image generation tool.</summary>
internal sealed record ImageTool(ImageOutput Out, int Partials);

/// <summary>The tools of /v1/responses, validated: functions in the flat form, custom tools, web search, image generation, code interpreter, file search, mcp; others are refused.</summary>
internal sealed record ResponseTools(IReadOnlyList<Tool> Functions)
{
    private const string Param = "tools";
    private const string ChoiceParam = "tool_choice";

    private static readonly Regex s_name = new("^[a-zA-Z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant);
    private static readonly string[] s_searches = ["web_search_preview", "web_search_preview_2025_03_11", "web_search", "web_search_2025_08_26"];
    private static readonly string[] s_absent = ["computer_use_preview", "computer", "local_shell", "shell", "apply_patch"];

    private static readonly string[] s_imageSizes = ["auto", "1024x1024", "1024x1536", "1536x1024"];
    private static readonly string[] s_formats = ["png", "webp", "jpeg"];
    private static readonly string[] s_choices = ["none", "auto", "required"];
    private static readonly string[] s_modes = ["auto", "required"];

    internal bool Forbidden { get; private init; }

    internal Tool? Forced { get; private init; }

    internal SearchTool? Search { get; private init; }

    internal ImageTool? Image { get; private init; }

    internal HostedTools Hosted { get; private init; } = new();

    internal static bool IsSearch(string type) => s_searches.Contains(type, StringComparer.Ordinal);

    internal static ResponseTools Read(JsonElement root)
    {
        var functions = new List<Tool>();
        SearchTool? search = null;
        ImageTool? image = null;
        var hosted = new HostedTools();
        int index = 0;
        foreach (JsonElement tool in JsonMembers.Find(root, Param, JsonValueKind.Array) is { } array ? array.EnumerateArray().ToArray() : [])
        {
            string at = $"{Param}[{index++}]";
            string type = tool.ValueKind == JsonValueKind.Object && JsonMembers.String(tool, "type", at + ".type") is { } given
                ? given
                : throw ApiErrorException.Missing(at + ".type");
            if (type == "function")
            {
                functions.Add(ReadFunction(tool, at));
            }
            else if (IsSearch(type))
            {
                search = SearchToolReader.Read(tool, at, inner: null);
            }
            else if (type == "image_generation")
            {
                image = ReadImage(tool, at);
            }
            else if (type == "custom")
            {
                functions.Add(ReadFunction(tool, at) with { Parameters = null, IsCustom = true });
            }
            else if (HostedToolReader.Add(hosted, type, tool, at) is { } more)
            {
                hosted = more;
            }
            else
            {
                throw ApiErrorException.BadParameter(at + ".type", s_absent.Contains(type, StringComparer.Ordinal) ? $"The emulator has no tool '{type}'." : $"Invalid value: '{type}'.");
            }
        }

        return new ResponseTools(functions) { Search = search, Image = image, Hosted = hosted }.Choose(root, index > 0);
    }

    private static Tool ReadFunction(JsonElement tool, string at)
    {
        string name = JsonMembers.String(tool, "name", at + ".name") ?? throw ApiErrorException.Missing(at + ".name");
        if (!s_name.IsMatch(name))
        {
            throw ApiErrorException.BadParameter(
                at + ".name", $"Invalid '{at}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.");
        }

        JsonElement? parameters = JsonMembers.Find(tool, "parameters", JsonValueKind.Object, at + ".parameters");
        if (JsonMembers.Boolean(tool, "strict", param: at + ".strict") && parameters is { } schema)
        {
            StrictSchemaChecker.Check(schema, $"function '{name}'", at + ".parameters", "invalid_function_parameters");
        }

        return new Tool(name, parameters);
    }

    private static ImageTool ReadImage(JsonElement tool, string at)
    {
        string size = JsonMembers.Word(tool, "size", s_imageSizes, at + ".size") ?? "auto";
        if (JsonMembers.Word(tool, "output_format", s_formats, at + ".output_format") is { } format && format != "png")
        {
            throw ApiErrorException.BadParameter(at + ".output_format", "The emulator makes png only.", "unsupported_value");
        }

        int[] sides = size == "auto" ? [ImageOutput.DefaultSide, ImageOutput.DefaultSide] : size.Split('x').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new ImageTool(
            new ImageOutput(sides[0], sides[1], "images", false),
            (int)(JsonMembers.Integer(tool, "partial_images", 0, 3, at + ".partial_images") ?? 0));
    }

    private ResponseTools Choose(JsonElement root, bool any)
    {
        if (root.TryGetProperty(ChoiceParam, out JsonElement choice) && choice.ValueKind == JsonValueKind.Object)
        {
            return ChooseOne(choice);
        }

        return JsonMembers.Word(root, ChoiceParam, s_choices) switch
        {
            "none" => this with { Forbidden = true },
            "required" when !any => throw ApiErrorException.BadParameter(
                ChoiceParam, "Tool choice 'required' must be specified with 'tools' parameter."),
            "required" => Functions.Count > 0 ? this with { Forced = Functions[0] } : Search is not null ? ForceSearch() : ForceImage(),
            _ => this,
        };
    }

    private ResponseTools ChooseOne(JsonElement choice)
    {
        string type = JsonMembers.String(choice, "type", ChoiceParam + ".type") ?? throw ApiErrorException.Missing(ChoiceParam + ".type");
        string name = JsonMembers.String(choice, "name", ChoiceParam + ".name") ?? type;
        ResponseTools? chosen = type switch
        {
            "allowed_tools" => Allow(choice),
            "function" or "custom" => Named(choice) is { } function ? this with { Forced = function } : null,
            "image_generation" => Image is null ? null : ForceImage(),
            _ when IsSearch(type) => Search is null ? null : ForceSearch(),
            _ => this,
        };
        return chosen ?? throw ApiErrorException.BadParameter(ChoiceParam, $"Tool choice '{name}' not found in 'tools' parameter.");
    }

    private ResponseTools Allow(JsonElement choice)
    {
        const string ModeParam = ChoiceParam + ".mode";
        const string ToolsParam = ChoiceParam + ".tools";
        string mode = JsonMembers.Word(choice, "mode", s_modes, ModeParam) ?? throw ApiErrorException.Missing(ModeParam);
        JsonElement[] tools = (JsonMembers.Find(choice, "tools", JsonValueKind.Array, ToolsParam) ?? throw ApiErrorException.Missing(ToolsParam)).EnumerateArray().ToArray();
        Tool[] allowed = tools.Select(Named).OfType<Tool>().ToArray();
        bool Has(Func<string, bool> isType) => Array.Exists(tools, t => t.ValueKind == JsonValueKind.Object && JsonMembers.String(t, "type") is { } type && isType(type));
        return this with
        {
            Functions = allowed,
            Search = Has(IsSearch) ? Search : null,
            Image = Has(type => type == "image_generation") ? Image : null,
            Forced = mode == s_modes[1] ? allowed.FirstOrDefault() : null,
        };
    }

    private Tool? Named(JsonElement choice)
        => choice.ValueKind == JsonValueKind.Object && JsonMembers.String(choice, "name", ChoiceParam + ".name") is { } name
            ? Functions.FirstOrDefault(f => f.Name == name && f.IsCustom == (JsonMembers.String(choice, "type") == "custom"))
            : null;

    private ResponseTools ForceSearch() => this with { Search = Search! with { Forced = true } };

    private ResponseTools ForceImage() => Image is null ? this : this with { Image = Image with { Out = Image.Out with { IsAutomatic = true } } };
}
