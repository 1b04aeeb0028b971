using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>The request's tools and toolConfig, validated: functions, Google's search, pages and code; other tools are refused.</summary>
internal sealed record GeminiTools(IReadOnlyList<Tool> Functions)
{
    private const string Param = "tools";
    private const string ConfigParam = "toolConfig";
    private const string CallingParam = ConfigParam + ".functionCallingConfig";
    private const int SearchResults = 2;

    private static readonly Regex s_name = new("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}\\z", RegexOptions.CultureInvariant);
    private static readonly string[] s_searches = ["googleSearch", "googleSearchRetrieval"];
    private static readonly string[] s_absent = ["googleMaps", "fileSearch", "computerUse", "enterpriseWebSearch", "retrieval"];
    private static readonly string[] s_modes = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"];

    internal bool Forbidden { get; private init; }

    internal Tool? Forced { get; private init; }

    internal SearchTool? Search { get; private init; }

    internal bool RunsCode { get; private init; }

    internal bool ReadsPages { get; private init; }

    internal static GeminiTools Read(JsonElement root)
    {
        var functions = new List<Tool>();
        SearchTool? search = null;
        bool runsCode = false;
        bool readsPages = false;
        int index = 0;
        foreach (JsonElement tool in ProtoMembers.Array(root, Param, string.Empty) is { } array ? array.EnumerateArray() : default)
        {
            string at = $"{Param}[{index++}]";
            if (tool.ValueKind != JsonValueKind.Object)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}': expected an object.");
            }

            if (Array.Exists(s_searches, s => ProtoMembers.Any(tool, s) is not null))
            {
                search = new SearchTool(SearchResults, false);
            }

            if (Array.Find(s_absent, name => ProtoMembers.Any(tool, name) is not null) is { } absent)
            {
                throw ApiErrorException.BadParameter(at, $"The emulator has no tool '{absent}'.");
            }

            readsPages |= ProtoMembers.Any(tool, "urlContext") is not null;
            runsCode |= ProtoMembers.Any(tool, "codeExecution") is not null;
            const string Declarations = "functionDeclarations";
            foreach (JsonElement function in ProtoMembers.Array(tool, Declarations, at) is { } list ? list.EnumerateArray() : default)
            {
                functions.Add(ReadFunction(function, $"{at}.{Declarations}[{functions.Count}]"));
            }
        }

        return new GeminiTools(functions) { Search = search, RunsCode = runsCode, ReadsPages = readsPages }.Configure(root);
    }

    private static Tool ReadFunction(JsonElement function, string at)
    {
        string name = function.ValueKind == JsonValueKind.Object ? ProtoMembers.Required(function, "name", at) : throw ApiErrorException.Missing(at + ".name");
        if (!s_name.IsMatch(name))
        {
            throw ApiErrorException.BadParameter(
                at + ".name",
                $"* GenerateContentRequest.{at}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.");
        }

        JsonElement? parameters = ProtoMembers.Object(function, "parameters", at);
        JsonElement? jsonSchema = ProtoMembers.Object(function, "parametersJsonSchema", at);
        if (parameters is not null && jsonSchema is not null)
        {
            throw ApiErrorException.BadParameter(at, "Only one of 'parameters' and 'parameters_json_schema' may be set.");
        }

        return new Tool(name, parameters is { } open ? GeminiSchemaParser.ToJsonSchema(open, at + ".parameters") : jsonSchema);
    }

    private GeminiTools Configure(JsonElement root)
    {
        if (ProtoMembers.Object(root, ConfigParam, string.Empty) is not { } config
            || ProtoMembers.Object(config, "functionCallingConfig", ConfigParam) is not { } calling)
        {
            return this;
        }

        string mode = ProtoMembers.Word(calling, "mode", s_modes, CallingParam) ?? "AUTO";
        JsonElement[] allowed = ProtoMembers.Array(calling, "allowedFunctionNames", CallingParam) is { } names ? names.EnumerateArray().ToArray() : [];
        Tool[] chosen = allowed
            .Select(a => Functions.FirstOrDefault(f => a.ValueKind == JsonValueKind.String && a.ValueEquals(f.Name))
                ?? throw ApiErrorException.BadParameter(
                    CallingParam + ".allowedFunctionNames", $"Function call allowed list has {a.GetRawText()}, which is no declared function."))
            .ToArray();
        if (chosen.Length > 0 && mode is not ("ANY" or "VALIDATED"))
        {
            throw ApiErrorException.BadParameter(
                CallingParam + ".allowedFunctionNames", "Function calling config is set without function_calling_config.mode set to ANY or VALIDATED.");
        }

        return mode switch
        {
            "NONE" => this with { Forbidden = true },
            "ANY" => this with { Forced = chosen.Concat(Functions).FirstOrDefault() },
            _ => this,
        };
    }
}
