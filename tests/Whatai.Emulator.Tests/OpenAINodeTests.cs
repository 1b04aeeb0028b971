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
/// The official OpenAI library for Node. Needs node, and npm once to fetch the library into a folder under the system's temp
/// that later runs use again; where either is missing the test says what it left out.
/// </summary>
public sealed class OpenAINodeTests(ITestOutputHelper output)
{
    private static readonly string s_sources = Path.Combine(AppContext.BaseDirectory, "sdk");

    [Fact]
    public async Task The_node_library_works_against_the_emulator()
    {
        if (await RunAsync("node", s_sources, TimeSpan.FromSeconds(10), "--version") is not { ExitCode: 0 })
        {
            output.WriteLine("LEFT OUT: no node here.");
            return;
        }

        if (await InstallAsync() is not { } folder)
        {
            return;
        }

        using var gateway = new Gateway();
        Result result = (await RunAsync("node", folder, TimeSpan.FromSeconds(30), "openai-sdk.mjs", gateway.Emulator.BaseUrl, gateway.Emulator.ApiKey))!;
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("ok retried429", result.Output, StringComparison.Ordinal);
        Assert.Contains(gateway.Emulator.Requests, r => r is { Status: 429, Fault: "429" });
        Assert.Contains(gateway.Emulator.Requests, r => r.Status == 401);
        Assert.Equal(4, gateway.Emulator.Ledger.Count(e => e.Path == "/v1/chat/completions")); // chat, stream, tools, the 429's second attempt
    }

    /// <summary>The folder with the program and its library; null, with a line that says why, when there can be none.</summary>
    private async Task<string?> InstallAsync()
    {
        string version = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(s_sources, "package.json")))!["dependencies"]!["openai"]!;
        string folder = Path.Combine(Path.GetTempPath(), "whatai-emulator-tests", "openai-node-" + version);
        if (!File.Exists(Path.Combine(folder, "node_modules", "openai", "package.json")))
        {
            // Made elsewhere and moved when whole, so that a broken or parallel run leaves no half of it.
            string making = folder + "." + Guid.NewGuid().ToString("N");
            Directory.CreateDirectory(making);
            File.Copy(Path.Combine(s_sources, "package.json"), Path.Combine(making, "package.json"));
            string[] arguments = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
            Result? installed = OperatingSystem.IsWindows()
                ? await RunAsync("cmd", making, TimeSpan.FromSeconds(90), ["/c", "npm", .. arguments])
                : await RunAsync("npm", making, TimeSpan.FromSeconds(90), arguments);
            if (installed is not { ExitCode: 0 })
            {
                output.WriteLine($"LEFT OUT: npm could not install openai {version}. {installed?.Output ?? "There is no npm here."}");
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

        File.Copy(Path.Combine(s_sources, "openai-sdk.mjs"), Path.Combine(folder, "openai-sdk.mjs"), overwrite: true);
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
