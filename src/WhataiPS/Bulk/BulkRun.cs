using System;
using System.Management.Automation;
using System.Threading.Tasks;

namespace WhataiPS.Bulk;

/// <summary>
/// Runs the calls of many inputs side by side: what is complete is written as soon as it is its turn, also while the input is slow, and a
/// new call waits until there is room. All of it happens on the pipeline thread.
/// </summary>
/// <param name="queue">The calls.</param>
/// <param name="progress">What is shown meanwhile.</param>
/// <param name="await">Waits on the pipeline thread.</param>
/// <param name="showProgress">Shows a progress record.</param>
/// <param name="writeCompleted">Writes what is complete.</param>
internal sealed class BulkRun(IBulkQueue queue, BulkProgress progress, Func<Task<bool>, bool> await, Action<ProgressRecord> showProgress, Action writeCompleted)
{
    /// <summary>To be called after each call that was started.</summary>
    public void Continue()
    {
        WriteCompleted();
        while (!queue.HasRoom)
        {
            await(queue.NextAsync());
            WriteCompleted();
        }
    }

    /// <summary>Waits for all that is under way.</summary>
    public void Complete()
    {
        WriteCompleted();
        while (queue.IsBusy)
        {
            await(queue.NextAsync());
            WriteCompleted();
        }

        if (progress.End() is ProgressRecord end)
        {
            showProgress(end);
        }
    }

    private void WriteCompleted()
    {
        writeCompleted();
        if (progress.Next() is ProgressRecord record)
        {
            showProgress(record);
        }
    }
}
