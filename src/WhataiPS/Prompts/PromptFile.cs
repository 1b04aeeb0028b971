using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WhataiPS.Resources;

namespace WhataiPS.Prompts;

/// <summary>
/// Reads files NAME.prompt.md: Markdown, with settings in YAML at its head, as editors have them. What a file can do ends with the text, the model
/// and how it answers: it names no tool, no address, no header and no key, runs nothing, and reads no file but a schema beside it.
/// </summary>
internal static class PromptFile
{
    public const string Ending = ".prompt.md";

    private const int MostBytes = 1_048_576;

    // {{name}}, as in dotprompt and GitHub's prompts; ${input:name} and ${input:name:hint}, as in Visual Studio Code's.
    private static readonly Regex s_place = new(@"\{\{\s*(?<name>[A-Za-z_]\w*)\s*\}\}|\$\{input:(?<name>[A-Za-z_]\w*)(?::[^}]*)?\}", RegexOptions.CultureInvariant);

    private static readonly string[] s_used = ["name", "description", "model", "system", "schema", "output", "config", "modelParameters", "input", "variables", "temperature", "topP", "top_p", "maxTokens", "max_tokens", "maxOutputTokens", "version"];

    /// <summary>The name of a prompt, by its file.</summary>
    public static string NameOf(string path)
    {
        string file = Path.GetFileName(path);
        return file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? file.Substring(0, file.Length - Ending.Length) : Path.GetFileNameWithoutExtension(file);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no prompt.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WhataiPrompt Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new FormatException(SR.PromptTooLong);
        }

        (IDictionary settings, string text) = FrontMatter.Read(File.ReadAllText(path));
        if (text.Length == 0)
        {
            throw new FormatException(SR.PromptEmpty);
        }

        object? Setting(params string[] names) => names.Select(name => settings[name] ?? (settings["config"] as IDictionary)?[name] ?? (settings["modelParameters"] as IDictionary)?[name]).FirstOrDefault(static value => value is not null);
        return new WhataiPrompt
        {
            Name = NameOf(path),
            Description = Convert<string>("description", settings["description"]),
            Model = settings["model"] is object?[] several ? [.. several.Select(static one => Convert<string>("model", one) ?? string.Empty)] : Convert<string>("model", settings["model"]) is string model ? [model] : [],
            SystemMessage = Convert<string>("system", settings["system"]),
            Temperature = InRange("temperature", Convert<double?>("temperature", Setting("temperature")), 0, 2),
            TopP = InRange("topP", Convert<double?>("topP", Setting("topP", "top_p")), 0, 1),
            MaxTokens = (int?)InRange("maxTokens", Convert<int?>("maxTokens", Setting("maxTokens", "max_tokens", "maxOutputTokens")), 1, int.MaxValue),
            Schema = ReadSchema(settings["schema"] ?? (settings["output"] as IDictionary)?["schema"], path),
            Variable = ReadVariables(text, settings),
            Text = text,
            Path = path,
            Unused = [.. settings.Keys.Cast<string>().Where(static key => !s_used.Contains(key, StringComparer.OrdinalIgnoreCase))],
        };
    }

    /// <summary>The message, its places filled. What fills them is text, and has no places itself.</summary>
    /// <exception cref="ArgumentException">A place is left, or a value has none.</exception>
    public static string Fill(WhataiPrompt prompt, IDictionary? given)
    {
        var values = prompt.Variable.ToDictionary(static one => one.Key, static one => one.Value, StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry one in given ?? new Hashtable())
        {
            string name = one.Key.ToString()!;
            values[values.ContainsKey(name) ? name : throw new ArgumentException(SR.PromptVariableUnknown(prompt.Name, name))] = LanguagePrimitives.ConvertTo<string>(one.Value);
        }

        string[] open = [.. values.Where(static one => one.Value is null).Select(static one => one.Key)];
        return open.Length == 0 ? s_place.Replace(prompt.Text, place => values[place.Groups["name"].Value]!) : throw new ArgumentException(SR.PromptPlaces(prompt.Name, string.Join(", ", open), open[0]));
    }

    private static Dictionary<string, string?> ReadVariables(string text, IDictionary settings)
    {
        var known = settings["variables"] as IDictionary ?? (settings["input"] as IDictionary)?["default"] as IDictionary;
        var variables = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (Match place in s_place.Matches(text))
        {
            string name = place.Groups["name"].Value;
            variables[name] = known?[name] is object value ? Convert<string>(name, value) : null;
        }

        return variables;
    }

    // A prompt of a repository must not send other files of the machine to a server.
    private static object? ReadSchema(object? schema, string path)
    {
        if (schema is string file)
        {
            bool isBeside = file == Path.GetFileName(file) && file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            return isBeside ? File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, file)) : throw new FormatException(SR.PromptValue("schema", file));
        }

        return schema is null or IDictionary && (schema as IDictionary)?["schema"] is not string ? schema : throw new FormatException(SR.PromptValue("schema", schema));
    }

    private static double? InRange(string setting, double? value, double least, double most) =>
        value is double number && (number < least || number > most) ? throw new FormatException(SR.PromptValue(setting, number.ToString(CultureInfo.InvariantCulture))) : value;

    private static T? Convert<T>(string setting, object? value) => value is null ? default
        : value is not (IDictionary or Array) && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out T? converted) ? converted
        : throw new FormatException(SR.PromptValue(setting, value));
}
