using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>A server program of this machine, with settings of its own in a folder of its own, for as long as a test needs it.</summary>
internal sealed class ServerProgram : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public int Port { get; } = FreePort();

    public string Folder => _folder.Path;

    /// <summary>Where the program is; null where it is not installed.</summary>
    public static string? Find(string name) => OperatingSystem.IsWindows() ? null :
        ((Environment.GetEnvironmentVariable("PATH") ?? string.Empty) + ":/usr/sbin:/usr/local/sbin").Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Writes a file of the program's folder.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            // Some give their rights up before they read it.
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_111_111);
        }

        return path;
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        string said = string.Empty;
        _process.OutputDataReceived += (_, line) => said += line.Data + "\n";
        _process.ErrorDataReceived += (_, line) => said += line.Data + "\n";
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => _process.HasExited || Listens(), $"{program} listens");
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{program} ended: {said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
