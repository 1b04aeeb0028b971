using System;
using System.Threading;
using System.Threading.Tasks;

namespace WhataiPS.Terminal;

/// <summary>Work of the processor that may take too long.</summary>
internal static class TimeLimit
{
    /// <summary>Runs work on a thread of its own. When its time is up or it is cancelled, it is told so and not waited for.</summary>
    /// <param name="work">The work; its token says when nobody waits for it any more.</param>
    /// <param name="limit">Its time; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="TimeoutException">Its time was up.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, T> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        // Not disposed: work that is left behind still looks at its token.
        var end = new CancellationTokenSource();
        using CancellationTokenRegistration registration = cancellationToken.Register(end.Cancel);
        Task<T> running = Task.Factory.StartNew(() => work(end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (await Task.WhenAny(running, Task.Delay(limit, end.Token)).ConfigureAwait(false) == running)
            {
                return await running.ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
        finally
        {
            end.Cancel();
        }
    }
}
