using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WhataiPS.Tools;

/// <summary>
/// Runs a native program with its arguments just as they are. PowerShell's call operator expands wildcards and ~ on Unix, takes
/// <c>--%</c> for itself, and loses quotes on Windows PowerShell.
/// </summary>
internal static class NativeProgram
{
    private const int LongestLine = 1_000_000;

    // What a program leaves running may hold its output open after it has ended.
    private static readonly TimeSpan s_afterExit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_toEnd = TimeSpan.FromMilliseconds(100);
    private static readonly Encoding s_strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why a program can't be given an argument as it is; null where it can.</summary>
    public static string? Problem(ApplicationInfo program, string argument)
    {
        if (argument.IndexOfAny(['\0']) >= 0 || !IsWhole(argument))
        {
            return ToolResultMessages.ArgumentNotText;
        }

        // cmd expands these also between quotes.
        return IsBatch(program.Path) && argument.IndexOfAny(['"', '%', '\r', '\n']) >= 0 ? ToolResultMessages.ArgumentNotForBatch : null;
    }

    /// <summary>Runs it to its end and gives each line as it comes. Leaving the loop early ends the program, with what it has started.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="exited">Is given the exit code.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static IEnumerable<(string Text, bool IsError)> Run(ApplicationInfo program, string[] arguments, string folder, Action<int> exited, CancellationToken stop)
    {
        var process = new Process { StartInfo = StartInfo(program.Path, arguments, folder) };
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lines = new BlockingCollection<(string, bool)>(boundedCapacity: 256);
        process.Start();
        bool isOver = false;
        try
        {
            // Nobody types for it.
            process.StandardInput.Close();
            Task.WhenAll(Reading(process.StandardOutput, false, lines, left.Token), Reading(process.StandardError, true, lines, left.Token))
                .ContinueWith(_ => lines.CompleteAdding(), TaskScheduler.Default);
            Stopwatch? sinceExit = null;
            while (!lines.IsCompleted && (sinceExit is null || sinceExit.Elapsed < s_afterExit))
            {
                if (lines.TryTake(out (string, bool) line, 50, stop))
                {
                    yield return line;
                }
                else if (process.HasExited)
                {
                    sinceExit ??= Stopwatch.StartNew();
                }
            }

            while (!process.WaitForExit(50))
            {
                stop.ThrowIfCancellationRequested();
            }

            isOver = true;
            exited(process.ExitCode);
        }
        finally
        {
            left.Cancel();
            // Its children have to be found among all processes: a stop does not wait for long.
            var end = Task.Run(
                () =>
                {
                    using (process)
                    {
                        if (!isOver)
                        {
                            Kill(process);
                        }
                    }
                },
                CancellationToken.None);
            end.Wait((int)s_toEnd.TotalMilliseconds, CancellationToken.None);
        }
    }

    /// <summary>An argument as the C runtime of Windows takes it apart.</summary>
    public static string Quote(string argument)
    {
        var result = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Backslashes count only before a quote.
            result.Append('\\', c == '"' ? (backslashes * 2) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return result.Append('\\', backslashes * 2).Append('"').ToString();
    }

    private static ProcessStartInfo StartInfo(string path, string[] arguments, string folder)
    {
        var info = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // As PowerShell reads programs.
            StandardOutputEncoding = Console.OutputEncoding,
            StandardErrorEncoding = Console.OutputEncoding,
        };
        if (IsBatch(path))
        {
            // Given to the system, cmd would be started all the same, and take the line apart by its own rules.
            info.FileName = Path.Combine(Environment.SystemDirectory, "cmd.exe");
            info.Arguments = "/d /v:off /s /c \"" + string.Join(" ", new[] { path }.Concat(arguments).Select(Quote)) + "\"";
            return info;
        }

#if NETFRAMEWORK
        info.Arguments = string.Join(" ", arguments.Select(Quote));
#else
        foreach (string argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }
#endif
        return info;
    }

    private static bool IsBatch(string path) =>
        Path.DirectorySeparatorChar == '\\' && Path.GetExtension(path).ToUpperInvariant() is ".CMD" or ".BAT";

    private static bool IsWhole(string text)
    {
        try
        {
            return s_strict.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static Task Reading(TextReader reader, bool isError, BlockingCollection<(string, bool)> lines, CancellationToken left) =>
        Task.Factory.StartNew(() => Read(reader, isError, lines, left), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Not by ReadLine, which would gather a line without end.
    private static void Read(TextReader reader, bool isError, BlockingCollection<(string, bool)> lines, CancellationToken left)
    {
        var line = new StringBuilder();
        char[] buffer = new char[4096];
        try
        {
            int count;
            while ((count = reader.Read(buffer, 0, buffer.Length)) > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    if (buffer[i] != '\n')
                    {
                        line.Append(buffer[i]);
                    }

                    if (buffer[i] == '\n' || line.Length >= LongestLine)
                    {
                        lines.Add((line.ToString().TrimEnd('\r'), isError), left);
                        line.Clear();
                    }
                }
            }

            if (line.Length > 0)
            {
                lines.Add((line.ToString(), isError), left);
            }
        }
        catch (Exception ex) when (ex is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody reads on.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
#if NETFRAMEWORK
            // Process.Kill of .NET Framework would leave running what the program has started.
            using var end = Process.Start(new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "taskkill.exe"), $"/PID {process.Id} /T /F")
            {
                UseShellExecute = false,
                CreateNoWindow = true,
            });
#else
            process.Kill(entireProcessTree: true);
#endif
        }
        catch (Exception ex) when (ex is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended.
        }
    }
}
