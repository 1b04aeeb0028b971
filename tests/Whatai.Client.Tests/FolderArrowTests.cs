using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>
/// Within a project the folders use one another in one direction only: where A uses B, B does not use A. The namespaces follow the folders,
/// so what is compared is each type's namespace below the project's. Errors and the project's own folder, where all is put together, may use
/// all and be used by all.
/// </summary>
public class FolderArrowTests
{
    /// <summary>Pairs that still use each other; a pair that no longer does must leave the list.</summary>
    private static readonly Dictionary<string, string[]> s_known = new()
    {
        ["Whatai.Client"] = [],
        ["Whatai.Emulator"] = [],
        ["WhataiPS"] = [],
    };

    public static TheoryData<string> Projects => [.. s_known.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_use_one_another_in_one_direction(string project)
    {
        Dictionary<(string From, string To), string[]> arrows = ArrowsOf(project);
        string[] pairs =
        [
            .. arrows.Keys.Where(arrow => string.CompareOrdinal(arrow.From, arrow.To) < 0 && arrows.ContainsKey((arrow.To, arrow.From)))
                .Select(arrow => $"{arrow.From} <-> {arrow.To}").Order(StringComparer.Ordinal),
        ];

        string[] found = [.. pairs.Except(s_known[project])];
        Assert.True(found.Length == 0, $"In {project} these folders use each other:\n" + string.Join("\n", found.Select(pair => Explain(pair, arrows))));
        string[] gone = [.. s_known[project].Except(pairs)];
        Assert.True(gone.Length == 0, $"In {project} these folders no longer use each other, so take them off the list: " + string.Join(", ", gone));
    }

    [Fact]
    public void Uses_are_found_wherever_a_type_stands()
    {
        string sample = typeof(UsesSample.Base).Namespace + ".";

        Assert.Equal(
            typeof(UsesSample.Base).Assembly.GetTypes().Where(type => type.Namespace + "." == sample && !type.IsNested).Select(type => type.FullName).Order(),
            TypeUses.Of(typeof(FolderArrowTests).Assembly.Location)
                .Where(use => use.User == sample + "User`1" && use.Used.StartsWith(sample, StringComparison.Ordinal)).Select(use => use.Used).Order());
    }

    private static Dictionary<(string From, string To), string[]> ArrowsOf(string project) =>
        TypeUses.Of(AssemblyOf(project))
            .Select(use => (From: FolderOf(use.User, project), To: FolderOf(use.Used, project), Types: $"{ShortName(use.User)} -> {ShortName(use.Used)}"))
            .Where(use => use.From is not (null or "Errors") && use.To is not (null or "Errors") && use.From != use.To)
            .GroupBy(use => (use.From!, use.To!), use => use.Types)
            .ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).ToArray());

    private static string? FolderOf(string type, string project)
    {
        string[] parts = type.StartsWith(project + ".", StringComparison.Ordinal) ? type[(project.Length + 1)..].Split('.') : [];
        return parts.Length > 1 ? parts[0] : null;
    }

    private static string ShortName(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string Explain(string pair, Dictionary<(string From, string To), string[]> arrows)
    {
        string[] folders = pair.Split(" <-> ");
        string Types(string from, string to) => $"\n    {from} -> {to}: " + string.Join(", ", arrows[(from, to)]);
        return $"  {pair}{Types(folders[0], folders[1])}{Types(folders[1], folders[0])}";
    }

    // tests/Whatai.Client.Tests/bin/CONFIGURATION/net8.0
    private static string AssemblyOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "src", project, "bin", here.Parent.Name, here.Name, project + ".dll");
    }
}
