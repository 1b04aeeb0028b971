using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Emulator.Tests;

/// <summary>
/// Runs a program against the emulator with an official library for Node. Needs node, and npm once to fetch the library into a
/// folder under the system's temp that later runs use again; where either is missing it says what it left out.
/// </summary>
internal sealed class NodeLibrary(string name, ITestOutputHelper output)
{
    private readonly string _sources = Path.Combine(AppContext.BaseDirectory, "sdk", name);

    private string Program => name + "-sdk.mjs";

    /// <summary>Runs the program, which must succeed.</summary>
    /// <returns>What it printed; null when it was left out.</returns>
    public async Task<string?> RunAsync(GatewayEmulator emulator)
    {
        if (await RunAsync("node", _sources, TimeSpan.FromSeconds(10), "--version") is not { ExitCode: 0 })
        {
            output.WriteLine("LEFT OUT: no node here.");
            return null;
        }

        if (await InstallAsync() is not { } folder)
        {
            return null;
        }

        Result result = (await RunAsync("node", folder, TimeSpan.FromSeconds(60), Program, emulator.BaseUrl, emulator.ApiKey))!;
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }

    /// <summary>The folder with the program and its library; null, with a line that says why, when there can be none.</summary>
    private async Task<string?> InstallAsync()
    {
        JsonNode package = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_sources, "package.json")))!;
        (string library, JsonNode? version) = package["dependencies"]!.AsObject().Single();
        string folder = Path.Combine(Path.GetTempPath(), "whatai-emulator-tests", $"{name}-node-{(string)version!}");
        if (!File.Exists(Path.Combine(folder, "node_modules", library, "package.json")))
        {
            // Made elsewhere and moved when whole, so that a broken or parallel run leaves no half of it.
            string making = folder + "." + Guid.NewGuid().ToString("N");
            Directory.CreateDirectory(making);
            File.Copy(Path.Combine(_sources, "package.json"), Path.Combine(making, "package.json"));
            string[] arguments = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
            Result? installed = OperatingSystem.IsWindows()
                ? await RunAsync("cmd", making, TimeSpan.FromSeconds(90), ["/c", "npm", .. arguments])
                : await RunAsync("npm", making, TimeSpan.FromSeconds(90), arguments);
            if (installed is not { ExitCode: 0 })
            {
                output.WriteLine($"LEFT OUT: npm could not install {library} {(string)version!}. {installed?.Output ?? "There is no npm here."}");
                Directory.Delete(making, recursive: true);
                return null;
            }

            try
            {
                Directory.Move(making, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(making, recursive: true); // a parallel run was first
            }
        }

        foreach (string script in (string[])[Path.Combine(_sources, Program), Path.Combine(_sources, "..", "fail-once.mjs")])
        {
            File.Copy(script, Path.Combine(folder, Path.GetFileName(script)), overwrite: true);
        }

        return folder;
    }

    /// <summary>Runs a program; null when it cannot be started.</summary>
    private static async Task<Result?> RunAsync(string program, string folder, TimeSpan limit, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            Task<string> standard = process!.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            try
            {
                await process.WaitForExitAsync().WaitAsync(limit);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                return new Result(-1, $"{program} took over {limit.TotalSeconds} s.");
            }

            return new Result(process.ExitCode, await standard + await error);
        }
    }

    private sealed record Result(int ExitCode, string Output);
}
