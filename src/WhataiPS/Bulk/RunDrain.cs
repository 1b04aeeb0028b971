using System;
using System.Threading;
using System.Threading.Tasks;

namespace WhataiPS.Bulk;

/// <summary>
/// Lets the calls of a run that is stopped come to their end, so that what is paid for is kept: on Ctrl+C and Stop-Job, and on SIGTERM, of which
/// the runtime tells before it ends the process. A second Ctrl+C ends it at once.
/// </summary>
internal sealed class RunDrain : IDisposable
{
    /// <summary>The longest that calls under way are waited for: schedulers send SIGKILL 30 seconds behind SIGTERM.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private readonly Func<Task> _whenIdle;
    private readonly CancellationTokenSource _now = new();
#if !NETFRAMEWORK
    private readonly System.Runtime.InteropServices.PosixSignalRegistration _terminate;
#endif

    /// <param name="whenIdle">Ends when nothing is under way.</param>
    public RunDrain(Func<Task> whenIdle)
    {
        _whenIdle = whenIdle;
#if !NETFRAMEWORK
        // The process ends when this returns.
        _terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, _ =>
        {
            IsEnding = true;
            Wait();
        });
#endif
    }

    /// <summary>Whether the process is about to end: nothing new is begun.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Waits for what is under way.</summary>
    public void Wait()
    {
        ConsoleCancelEventHandler again = (_, _) => _now.Cancel();
        Console.CancelKeyPress += again;
        try
        {
            _whenIdle().Wait((int)Limit.TotalMilliseconds, _now.Token);
        }
        catch (Exception ex) when (ex is OperationCanceledException or ObjectDisposedException)
        {
            // Asked for a second time, or over by now.
        }
        finally
        {
            Console.CancelKeyPress -= again;
        }
    }

    public void Dispose()
    {
#if !NETFRAMEWORK
        _terminate.Dispose();
#endif
        _now.Dispose();
    }
}
