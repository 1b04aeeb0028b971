using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Whatai.Desktop.Tests;

/// <summary>Windows PowerShell 5.1 on .NET Framework 4.7.2 has all that the Desktop build of the module calls.</summary>
public class ReferenceTests
{
    private static readonly string s_desktop = Path.Combine(Folders.Module, "net472");

    // PowerShell's library is compiled against and not shipped.
    private static readonly string[] s_shipped =
    [
        .. Directory.GetFiles(s_desktop, "*.dll").Select(path => Path.GetFileName(path)).Where(name => name != "System.Management.Automation.dll").Order(),
    ];

    public static TheoryData<string> Shipped => [.. s_shipped];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void All_that_it_calls_is_there(string dll)
    {
        Assert.Empty(Desktop().MissingOf(Path.Combine(s_desktop, dll)));
    }

    [Theory]
    [InlineData("Whatai.Imaging", "Whatai.Imaging.dll")]
    [InlineData("Whatai.Imaging", "SkiaSharp.dll")]
    [InlineData("Whatai.Yaml", "Whatai.Yaml.dll")]
    [InlineData("Whatai.Yaml", "YamlDotNet.dll")]
    public void All_that_a_dependency_calls_is_there(string project, string dll)
    {
        string folder = Path.Combine(Folders.Project(project), "net472");
        ReferenceCheck check = new(Folders.Framework, Path.Combine(Folders.Framework, "Facades"), folder);

        Assert.Empty(check.MissingOf(Path.Combine(folder, dll)));
        Assert.True(check.Count > 10, $"Only {check.Count} references were looked up.");
    }

    [Fact]
    public void The_whole_module_is_read()
    {
        ReferenceCheck check = Desktop();
        check.MissingOf(Path.Combine(s_desktop, "WhataiPS.dll"));

        string[] expected = ["System.Net.ServerSentEvents.dll", "System.Text.Json.dll", "Whatai.Client.dll", "Whatai.Emulator.dll", "WhataiPS.dll"];
        Assert.Equal(expected, s_shipped.Intersect(expected));
        Assert.True(check.Count > 1000, $"Only {check.Count} references were looked up.");
    }

    // The same sources call more where there is more: what 5.1 lacks must be seen here.
    [Fact]
    public void What_only_newer_frameworks_have_is_found_missing()
    {
        string[] missing = Desktop().MissingOf(Path.Combine(Folders.Module, "net8.0", "Whatai.Client.dll"));

        Assert.Contains(missing, line => line.StartsWith("assembly System.Runtime 8.0.0.0: there is 4.", StringComparison.Ordinal));
        Assert.Contains("type System.Net.Http.SocketsHttpHandler", missing);
        Assert.Contains(missing, line => line.StartsWith("member System.String.Contains: instance System.Boolean `0(System.String, System.StringComparison)", StringComparison.Ordinal));
    }

    private static ReferenceCheck Desktop() => new(Folders.Framework, Path.Combine(Folders.Framework, "Facades"), Folders.PowerShell, s_desktop);
}
