using System;
using System.IO;
using System.Management.Automation.Host;
using System.Threading;

namespace WhataiPS.Terminal;

/// <summary>
/// Takes Ctrl+C for something smaller than the pipeline: the console's host would stop that as a whole. Until it is disposed of, other
/// keys are read too, and left out.
/// </summary>
internal sealed class BreakKey : IDisposable
{
    // The console is the process's, and so is who reads its keys.
    private static BreakKey? s_current;

    private readonly ManualResetEventSlim _end = new();
    private readonly object _keys = new();
    private readonly Thread? _watch;
    private readonly bool _before;

    /// <param name="host">The host; only PowerShell's console has keys to watch.</param>
    /// <param name="onBreak">Called at each Ctrl+C, on another thread.</param>
    public BreakKey(PSHost host, Action onBreak)
    {
        if (host.Name != "ConsoleHost" || Console.IsInputRedirected)
        {
            return;
        }

        _before = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        s_current = this;
        _watch = new Thread(() => Watch(onBreak)) { IsBackground = true, Name = nameof(BreakKey) };
        _watch.Start();
    }

    /// <summary>Runs what reads keys itself, such as a question. Ctrl+C is a key for it, and no stop of the pipeline.</summary>
    /// <param name="read">What reads.</param>
    public static T LeaveKeysTo<T>(Func<T> read)
    {
        lock (s_current?._keys ?? new object())
        {
            return read();
        }
    }

    public void Dispose()
    {
        _end.Set();
        if (_watch is not null)
        {
            _watch.Join();
            s_current = null;
            Console.TreatControlCAsInput = _before;
        }

        _end.Dispose();
    }

    private void Watch(Action onBreak)
    {
        try
        {
            while (!_end.Wait(TimeSpan.FromMilliseconds(50)))
            {
                lock (_keys)
                {
                    Read(onBreak);
                }
            }
        }
        catch (Exception ex) when (ex is IOException or InvalidOperationException)
        {
            // The terminal is gone.
        }
    }

    private static void Read(Action onBreak)
    {
        while (Console.KeyAvailable)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
            {
                onBreak();
            }
        }
    }
}
