using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>
/// A run's journal. An answer that could not be kept is paid for and is written all the same: the problem is reported beside it. Safe for
/// calls side by side.
/// </summary>
internal sealed class JournalSession(Journal journal) : IDisposable
{
    private readonly object _gate = new();
    private Exception? _problem;
    private TaskCompletionSource<bool>? _idle;
    private int _underWay;

    /// <inheritdoc cref="Journal.Path"/>
    public string Path => journal.Path;

    /// <inheritdoc cref="Journal.Models"/>
    public IReadOnlyCollection<string> Models => journal.Models;

    /// <inheritdoc cref="Journal.Find"/>
    public JournalEntry? Find(RequestKey key) => journal.Find(key);

    /// <inheritdoc cref="Journal.FindOther"/>
    public RequestSettings? FindOther(RequestKey key, object? input) => journal.FindOther(key, input);

    /// <inheritdoc cref="Journal.IsUnknown"/>
    public bool IsUnknown(RequestKey key) => journal.IsUnknown(key);

    /// <inheritdoc cref="Journal.FindPlanned"/>
    public IReadOnlyList<string>? FindPlanned(RequestKey key) => journal.FindPlanned(key);

    /// <inheritdoc cref="Journal.IsTaken"/>
    public bool IsTaken(string name, RequestKey key) => journal.IsTaken(name, key);

    /// <summary>Keeps an answer.</summary>
    public void Append(RequestKey key, object? input, JournalEntry entry) => Append([(key, input, entry)]);

    /// <summary>Keeps answers that came together.</summary>
    public void Append(IEnumerable<(RequestKey Key, object? Input, JournalEntry Entry)> answers) => ForEach(answers, answer => journal.Append(answer.Key, answer.Input, answer.Entry));

    /// <summary>Makes a call whose answer is kept: before it goes out, the file says so, and afterwards what came of it.</summary>
    /// <param name="keys">The items.</param>
    /// <param name="model">The model that is asked.</param>
    /// <param name="files">Where their files will be.</param>
    /// <param name="call">Calls, and keeps the answer.</param>
    public async Task<T> CallAsync<T>(IReadOnlyList<RequestKey> keys, string model, IReadOnlyList<string> files, Func<Task<T>> call)
    {
        Begin();
        var sent = new SentRequest(DateTimeOffset.UtcNow, model, files) { Batch = keys.Count > 1 ? keys[0].Text : null };
        try
        {
            ForEach(keys, key => journal.AppendSent(key, sent));
            return await call().ConfigureAwait(false);
        }
        catch (WhataiException ex) when (!ex.MayHaveRun)
        {
            AppendFailed(keys, ex.Kind.ToString());
            throw;
        }
        catch (ArgumentException)
        {
            // By what it says nothing was sent.
            AppendFailed(keys, nameof(ErrorKind.InvalidRequest));
            throw;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Keeps that items failed for which nothing is billed.</summary>
    public void AppendFailed(IEnumerable<RequestKey> keys, string kind) => ForEach(keys, key => journal.AppendFailed(key, kind));

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

    private void ForEach<T>(IEnumerable<T> items, Action<T> keep)
    {
        foreach (T item in items)
        {
            Try(() => keep(item));
        }

        Sync();
    }

    private void Sync() => Try(journal.Sync);

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
