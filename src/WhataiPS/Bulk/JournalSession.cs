using System;
using System.IO;
using System.Threading;

namespace WhataiPS.Bulk;

/// <summary>
/// A run's journal. An answer that could not be kept is paid for and is written all the same: the problem is reported beside it. Safe for
/// calls side by side.
/// </summary>
internal sealed class JournalSession(Journal journal, string path) : IDisposable
{
    private Exception? _problem;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <inheritdoc cref="Journal.Key"/>
    public string Key(byte[] request) => journal.Key(request);

    /// <inheritdoc cref="Journal.Find"/>
    public JournalEntry? Find(string key) => journal.Find(key);

    /// <summary>Keeps an answer.</summary>
    public void Append(string key, object? input, JournalEntry entry) => Try(() => journal.Append(key, input, entry));

    /// <inheritdoc cref="Journal.Sync"/>
    public void Sync() => Try(journal.Sync);

    /// <summary>Why answers could not be kept since this was asked last.</summary>
    public Exception? TakeProblem() => Interlocked.Exchange(ref _problem, null);

    public void Dispose() => journal.Dispose();

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception ex) when (ex is IOException or NotSupportedException)
        {
            Interlocked.Exchange(ref _problem, ex);
        }
    }
}
