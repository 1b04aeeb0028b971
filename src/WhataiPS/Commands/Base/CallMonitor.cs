using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace WhataiPS.Commands;

/// <summary>
/// Lets the pipeline thread wait for the core and report what the core posts meanwhile: only that thread may write.
/// </summary>
internal sealed class CallMonitor
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    // A core that does not let go at once is left behind: Ctrl+C answers now.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly Queue<CallEvent> _events = new();

    /// <summary>Takes an event from any thread.</summary>
    public void Post(CallEvent callEvent)
    {
        lock (_gate)
        {
            _events.Enqueue(callEvent);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Blocks until the task is done, telling events as they come, and each second that there was none.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled and the task did not end in time.</exception>
    public void Wait(Task task, Action<CallEvent> tell, CancellationToken cancellationToken, Action? onSecond = null)
    {
        if (ComesSoon(task))
        {
            return;
        }

        _ = task.ContinueWith(
            static (_, gate) => Pulse(gate!), _gate, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        using CancellationTokenRegistration registration = cancellationToken.Register(static gate => Pulse(gate!), _gate);
        while (true)
        {
            CallEvent? next = null;
            bool isSecond = false;
            lock (_gate)
            {
                while (_events.Count == 0 && !task.IsCompleted && !cancellationToken.IsCancellationRequested && !isSecond)
                {
                    isSecond = !Monitor.Wait(_gate, s_second);
                }

                if (_events.Count > 0)
                {
                    next = _events.Dequeue();
                }
            }

            if (next is not null)
            {
                tell(next);
                continue;
            }

            if (isSecond)
            {
                onSecond?.Invoke();
                continue;
            }

            if (!task.IsCompleted && !((IAsyncResult)task).AsyncWaitHandle.WaitOne(s_grace))
            {
                throw new OperationCanceledException(cancellationToken);
            }

            return;
        }
    }

    /// <summary>Tells what has come and was not told yet.</summary>
    public void Drain(Action<CallEvent> tell)
    {
        while (true)
        {
            CallEvent next;
            lock (_gate)
            {
                if (_events.Count == 0)
                {
                    return;
                }

                next = _events.Dequeue();
            }

            tell(next);
        }
    }

    // To sleep and be woken takes longer than what the next piece of a fast stream is away.
    private bool ComesSoon(Task task)
    {
        var spin = default(SpinWait);
        while (!task.IsCompleted && !spin.NextSpinWillYield)
        {
            spin.SpinOnce();
        }

        return task.IsCompleted && !HasEvents();
    }

    private bool HasEvents()
    {
        lock (_gate)
        {
            return _events.Count > 0;
        }
    }

    private static void Pulse(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
