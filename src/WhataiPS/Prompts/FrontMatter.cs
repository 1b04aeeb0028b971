using System;
using System.Collections.Specialized;
using System.Linq;
using WhataiPS.Dependencies;
using WhataiPS.Resources;

namespace WhataiPS.Prompts;

/// <summary>The YAML between the two <c>---</c> at the head of a file.</summary>
internal static class FrontMatter
{
    private static readonly Lazy<Func<string, object?>> s_read = new(static () => DependencyAssembly.Find<Func<string, object?>>("Whatai.Yaml", "YamlReader", "Read"));

    /// <summary>Parts a file into its settings and its text.</summary>
    /// <exception cref="FormatException">The settings can't be read; it says which line.</exception>
    public static (OrderedDictionary Settings, string Text) Read(string file)
    {
        string[] lines = file.TrimStart('\uFEFF').Replace("\r\n", "\n").Split('\n');
        if (lines[0].TrimEnd() != "---")
        {
            return ([], string.Join("\n", lines).Trim());
        }

        int end = Array.FindIndex(lines, 1, static line => line.TrimEnd() == "---");
        if (end < 0)
        {
            throw new FormatException(SR.FrontMatterOpen);
        }

        return (ReadSettings(lines, end), string.Join("\n", lines.Skip(end + 1)).Trim());
    }

    private static OrderedDictionary ReadSettings(string[] lines, int end)
    {
        try
        {
            // The fence is left empty, so that lines are counted as in the file.
            object? settings = s_read.Value("\n" + string.Join("\n", lines.Take(end).Skip(1)));
            return settings as OrderedDictionary ?? (settings is null ? [] : throw new FormatException(SR.FrontMatterLine(2, lines[1].Trim())));
        }
        catch (FormatException ex) when (ex.Data["Line"] is int line)
        {
            throw new FormatException(SR.FrontMatterLine(line, ex.Message), ex);
        }
    }
}
