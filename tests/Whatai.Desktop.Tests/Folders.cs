using System.IO;
using System.Linq;
using System.Reflection;

namespace Whatai.Desktop.Tests;

/// <summary>Where the project file says that things are.</summary>
internal static class Folders
{
    /// <summary>The reference assemblies of .NET Framework 4.7.2.</summary>
    public static string Framework { get; } = Get(nameof(Framework));

    /// <summary>The reference assembly of Windows PowerShell 5.1.</summary>
    public static string PowerShell { get; } = Get(nameof(PowerShell));

    /// <summary>The module's builds, a folder for each framework.</summary>
    public static string Module { get; } = Get(nameof(Module));

    /// <summary>The image decoder's builds, a folder for each framework.</summary>
    public static string Project(string name) => Path.Combine(Get("Source"), name, "bin", Get("Configuration"));

    /// <summary>The program that exercises the Desktop build.</summary>
    public static string Exercise { get; } = Get(nameof(Exercise));

    private static string Get(string key) =>
        typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
