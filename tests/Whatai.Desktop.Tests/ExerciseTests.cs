using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Desktop.Tests;

/// <summary>The Desktop build of the client and the emulator at work: on .NET Framework itself, and on Mono where that is installed.</summary>
public class ExerciseTests
{
    private static readonly string s_program = Path.Combine(Folders.Exercise, "Whatai.Desktop.Exercise.exe");

    [RuntimeFact]
    public async Task The_Desktop_build_does_what_the_module_needs()
    {
        string folder = Directory.CreateTempSubdirectory("whatai-exercise").FullName;
        try
        {
            Assert.Equal(
                """
                ok chat
                ok stream
                ok gzip
                ok cancel
                ok cancel a stream
                ok retry
                ok error
                ok responses
                ok gemini
                ok image
                ok image edit
                ok video wait
                ok speech
                ok embeddings
                ok no key to the media host

                """,
                OperatingSystem.IsWindows() ? await RunAsync(s_program, folder) : await RunAsync("mono", s_program, folder),
                ignoreLineEndingDifferences: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a program to its end, within two minutes.</summary>
    /// <returns>All that it said.</returns>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Task<string> complained = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        return await said + await complained;
    }

    /// <summary>A test that needs .NET Framework or Mono. Where there is neither, it says that it was left out.</summary>
    private sealed class RuntimeFactAttribute : FactAttribute
    {
        public RuntimeFactAttribute()
        {
            if (!OperatingSystem.IsWindows() && !HasMono())
            {
                // The name is all that a short log shows of a skipped test.
                DisplayName = Skip = "LEFT OUT: the Desktop build is not exercised, for there is neither .NET Framework nor Mono here (Debian's package is mono-complete)";
            }
        }

        private static bool HasMono()
        {
            try
            {
                using Process? process = Process.Start(new ProcessStartInfo("mono", "--version") { RedirectStandardOutput = true });
                process!.StandardOutput.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (Win32Exception)
            {
                return false;
            }
        }
    }
}
