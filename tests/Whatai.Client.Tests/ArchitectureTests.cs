using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Arrows run one way: features → what all share → nothing; the emulator stands apart.</summary>
public class ArchitectureTests
{
    private static readonly string[] s_shared = ["Errors", "Files", "Http", "Json", "Media", "Schemas", "Streaming"];
    private static readonly string s_root = FindRoot();
    private static readonly string s_client = Path.Combine(s_root, "src", "Whatai.Client");

    public static TheoryData<string> Features => [.. FeatureNames()];

    [Theory]
    [MemberData(nameof(Features))]
    public void What_all_features_share_knows_none(string feature)
    {
        AssertNoFile(s_shared.SelectMany(Sources), $@"\busing (static )?Whatai\.Client\.{feature}\b|\bClient\.{feature}\.");
    }

    [Fact]
    public void Features_are_found()
    {
        Assert.Contains("Chat", FeatureNames());
        Assert.Contains("Models", FeatureNames());
        Assert.All(s_shared, static folder => Assert.NotEmpty(Sources(folder)));
    }

    [Fact]
    public void Json_knows_no_network()
    {
        AssertNoFile(Sources("Json").Concat(Sources("Schemas")), @"\bSystem\.Net\b|\bHttpClient\b|\bWhatai\.Client\.Http\b");
    }

    [Fact]
    public void Every_error_is_made_in_one_place()
    {
        AssertNoFile(Sources("").Where(file => Path.GetFileName(file) != "ApiFailures.cs"), @"\bnew WhataiException\(");
    }

    [Fact]
    public void The_client_knows_no_PowerShell()
    {
        AssertNoFile(Sources("").Append(Path.Combine(s_client, "Whatai.Client.csproj")), @"System\.Management\.Automation|PowerShellStandard");
        Assert.DoesNotContain(typeof(WhataiClient).Assembly.GetReferencedAssemblies(), reference => reference.Name == "System.Management.Automation");
    }

    [Fact]
    public void The_client_and_the_emulator_know_nothing_of_each_other()
    {
        Assert.DoesNotContain(typeof(GatewayEmulator).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Whatai", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(WhataiClient).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Whatai", StringComparison.Ordinal));
        Assert.Empty(Project("Whatai.Emulator").Descendants("ProjectReference"));
        Assert.Empty(Project("Whatai.Client").Descendants("ProjectReference"));
        AssertNoFile(Directory.GetFiles(Path.Combine(s_root, "src", "Whatai.Emulator"), "*.cs", SearchOption.AllDirectories), @"\bWhatai\.Client\b");
    }

    [Theory]
    [InlineData("Whatai.Imaging")]
    [InlineData("Whatai.Yaml")]
    public void What_one_capability_needs_is_loaded_at_first_use_so_nothing_refers_to_it(string dependency)
    {
        Assert.Empty(Project(dependency).Descendants("ProjectReference"));
        foreach (string project in new[] { "Whatai.Client", "Whatai.Emulator", "WhataiPS" })
        {
            Assert.DoesNotContain(Project(project).Descendants("ProjectReference"), reference => reference.Attribute("Include")!.Value.Contains(dependency, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_net8_build_needs_nothing_but_the_events_parser()
    {
        Assert.Equal(["System.Net.ServerSentEvents"], Packages("Whatai.Client", "net8.0"));
        Assert.Empty(Packages("Whatai.Emulator", "net8.0"));
        Assert.Equal(["PowerShellStandard.Library"], Packages("WhataiPS", "net8.0"));
        Assert.All(Packages("Whatai.Imaging", "net8.0"), package => Assert.StartsWith("SkiaSharp", package, StringComparison.Ordinal));
        Assert.Equal(["YamlDotNet"], Packages("Whatai.Yaml", "net8.0"));
        Assert.Empty(PackagesOf(XDocument.Load(Path.Combine(s_root, "Directory.Build.props")), "net8.0"));
        Assert.All(
            typeof(WhataiClient).Assembly.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_net472_build_needs_only_what_that_framework_lacks()
    {
        Assert.Equal(["Microsoft.Bcl.TimeProvider", "System.Net.ServerSentEvents", "System.Text.Json"], Packages("Whatai.Client", "net472"));
        Assert.Equal(["System.Text.Json"], Packages("Whatai.Emulator", "net472"));
        Assert.Equal(["PowerShellStandard.Library"], Packages("WhataiPS", "net472"));
    }

    [Fact]
    public void PowerShells_library_is_compiled_against_and_never_shipped()
    {
        XElement reference = Assert.Single(Project("WhataiPS").Descendants("PackageReference"));

        Assert.Equal("all", (string?)reference.Attribute("PrivateAssets"));
        Assert.Equal(
            ["Whatai.Client.csproj", "Whatai.Emulator.csproj"],
            Project("WhataiPS").Descendants("ProjectReference").Select(project => ((string)project.Attribute("Include")!).Split('/', '\\')[^1]).Order());
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void Records_have_no_behaviour_but_ToString(string feature)
    {
        IEnumerable<string> methods =
            from type in typeof(WhataiClient).Assembly.GetTypes()
            where type.Namespace == "Whatai.Client." + feature && type.GetMethod("<Clone>$") is not null
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && method.Name is not "ToString"
            select $"{type.Name}.{method.Name}";

        Assert.Empty(methods);
    }

    [Fact]
    public void Nothing_internal_is_public_by_mistake()
    {
        Assert.Equal(
            ["BaseUrl", "CallDetail", "CallEvent", "CallOptions", "CallStep", "ConnectionOptions", "RateLimitWait"],
            typeof(WhataiClient).Assembly.GetExportedTypes().Where(type => type.Namespace == "Whatai.Client.Http").Select(type => type.Name).Order());
        Assert.DoesNotContain(typeof(WhataiClient).Assembly.GetExportedTypes(), type => type.Namespace == "Whatai.Client.Protocol");
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "WhataiPS.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new DirectoryNotFoundException("These tests read the repository's sources.");
    }

    private static IEnumerable<string> FeatureNames() =>
        Directory.GetDirectories(s_client).Select(directory => Path.GetFileName(directory)!)
            .Except([.. s_shared, "bin", "obj"], StringComparer.OrdinalIgnoreCase);

    private static string[] Sources(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(s_client, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Regex.IsMatch(file, @"[\\/](bin|obj)[\\/]")),
    ];

    private static void AssertNoFile(IEnumerable<string> files, string pattern)
    {
        Assert.Empty(files.Where(file => Regex.IsMatch(File.ReadAllText(file), pattern)).Select(file => Path.GetRelativePath(s_root, file)));
    }

    private static XDocument Project(string name) => XDocument.Load(Path.Combine(s_root, "src", name, name + ".csproj"));

    private static string[] Packages(string project, string framework) => PackagesOf(Project(project), framework);

    private static string[] PackagesOf(XDocument project, string framework) =>
    [
        .. project.Descendants("PackageReference")
            .Where(package => Holds(package, framework) && Holds(package.Parent!, framework))
            .Select(package => (string)package.Attribute("Include")!)
            .Order(),
    ];

    // The one form of condition that the projects use.
    private static bool Holds(XElement element, string framework)
    {
        string? condition = (string?)element.Attribute("Condition");
        if (condition is null)
        {
            return true;
        }

        Match match = Regex.Match(condition, @"^\s*'\$\(TargetFramework\)'\s*==\s*'([^']+)'\s*$");
        Assert.True(match.Success, "A new form of condition: " + condition);
        return match.Groups[1].Value == framework;
    }
}
