using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>
/// A run's journal. An answer that could not be kept is paid for and is written all the same: the problem is reported beside it. Safe for
/// calls side by side.
/// </summary>
internal sealed class JournalSession(Journal journal, string path) : IDisposable
{
    private readonly object _gate = new();
    private Exception? _problem;
    private TaskCompletionSource<bool>? _idle;
    private int _underWay;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <inheritdoc cref="Journal.Key"/>
    public string Key(byte[] request) => journal.Key(request);

    /// <inheritdoc cref="Journal.Find"/>
    public JournalEntry? Find(string key) => journal.Find(key);

    /// <inheritdoc cref="Journal.IsUnknown"/>
    public bool IsUnknown(string key) => journal.IsUnknown(key);

    /// <summary>Keeps an answer.</summary>
    public void Append(string key, object? input, JournalEntry entry) => Try(() => journal.Append(key, input, entry));

    /// <summary>Makes a call whose answer is kept: before it goes out, the file says so, and afterwards what came of it.</summary>
    /// <param name="key">The item.</param>
    /// <param name="call">Calls, and keeps the answer.</param>
    public async Task<T> CallAsync<T>(string key, Func<Task<T>> call)
    {
        Begin();
        try
        {
            Try(() => journal.AppendSent(key));
            Sync();
            return await call().ConfigureAwait(false);
        }
        catch (WhataiException ex) when (!ex.MayHaveRun)
        {
            Try(() => journal.AppendFailed(key, ex.Kind));
            throw;
        }
        finally
        {
            End();
        }
    }

    /// <inheritdoc cref="Journal.Sync"/>
    public void Sync() => Try(journal.Sync);

    /// <summary>Ends when no call is under way any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _underWay == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Why answers could not be kept since this was asked last.</summary>
    public Exception? TakeProblem() => Interlocked.Exchange(ref _problem, null);

    public void Dispose() => journal.Dispose();

    private void Begin()
    {
        lock (_gate)
        {
            _underWay++;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_underWay == 0)
            {
                _idle?.TrySetResult(true);
                _idle = null;
            }
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception ex) when (ex is IOException or NotSupportedException or ObjectDisposedException)
        {
            Interlocked.Exchange(ref _problem, ex);
        }
    }
}
