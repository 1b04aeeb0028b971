using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using WhataiPS.Progress;
using WhataiPS.Resources;
using WhataiPS.Sessions;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>
/// What all cmdlets share: they wait for the core on the pipeline thread, and a stop cancels one token, no more.
/// </summary>
public abstract partial class WhataiCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopWaiting = new();
    private readonly CallMonitor _monitor = new();
    private bool _disposed;
    private bool _transferring;

    /// <summary>Cancelled by Ctrl+C and by whatever else stops the pipeline.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopWaiting.Cancel();
        if (!EndsCallsLater)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Whether calls that are under way when the pipeline is stopped go on until the cmdlet is disposed of.</summary>
    private protected virtual bool EndsCallsLater => false;

    /// <summary>Cancelled by the same, at once, also where calls that are under way go on.</summary>
    private protected CancellationToken StopWaitingToken => _stopWaiting.Token;

    /// <summary>Whether the pipeline was stopped.</summary>
    private protected bool IsStopped => _stopWaiting.IsCancellationRequested;

    /// <summary>Frees what the cmdlet holds. PowerShell calls it when the pipeline is over.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            // Calls that are still under way, since the pipeline ended early, end with it.
            _stop.Cancel();
            _stop.Dispose();
            _stopWaiting.Dispose();
        }
    }

    /// <summary>Where the core tells its steps.</summary>
    private protected Action<CallEvent> Observer => _monitor.Post;

    /// <summary>Of which steps the caller wants to hear.</summary>
    private protected CallDetail Detail => CallerPreference.IsDebug(this) ? CallDetail.Messages : CallerPreference.IsVerbose(this) ? CallDetail.Steps : CallDetail.Waits;

    /// <summary>
    /// Whether nothing is to be done, by -WhatIf or by the caller's $WhatIfPreference: for what ShouldProcess does not ask about, such as
    /// a folder that is made on the way.
    /// </summary>
    private protected bool IsWhatIf => CallerPreference.IsWhatIf(this);

    /// <summary>Waits on the pipeline thread.</summary>
    private protected T Await<T>(Task<T> task)
    {
        try
        {
            if (!task.IsCompleted)
            {
                var watch = Stopwatch.StartNew();
                _monitor.Wait(task, Report, _stopWaiting.Token, () => OnWaiting(watch.Elapsed));
            }

            _monitor.Drain(Report);
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            EndTransfer();
            if (!IsStopped)
            {
                OnWaited();
            }
        }
    }

    /// <summary>The file that is fetched or sent; the cmdlet stands for it where it is null.</summary>
    private protected string? TransferName { get; set; }

    /// <summary>Called each second while the pipeline thread waits.</summary>
    /// <param name="elapsed">How long it has waited.</param>
    private protected virtual void OnWaiting(TimeSpan elapsed)
    {
    }

    /// <summary>Called when a wait is over, whatever its outcome.</summary>
    private protected virtual void OnWaited()
    {
    }

    /// <inheritdoc cref="Await{T}(Task{T})"/>
    private protected T Await<T>(ValueTask<T> task)
    {
        // The common case in a stream: the next piece is already here.
        if (task.IsCompletedSuccessfully)
        {
            return task.Result;
        }

        return Await(task.AsTask());
    }

    /// <summary>
    /// Pulls a stream from the core on the pipeline thread. Leaving early, as Select-Object -First does, closes the connection.
    /// </summary>
    private protected IEnumerable<T> Pull<T>(IAsyncEnumerable<T> stream)
    {
        IAsyncEnumerator<T> items = stream.GetAsyncEnumerator(StopToken);
        try
        {
            while (Await(items.MoveNextAsync()))
            {
                yield return items.Current;
            }
        }
        finally
        {
            Release(items);
        }
    }

    /// <summary>The key without what was pasted together with it, which is told.</summary>
    private protected SecureString CleanKey(SecureString key)
    {
        SecureString clean = PastedText.Clean(key, out bool isChanged);
        if (isChanged)
        {
            WriteWarning(SR.KeyTrimmed);
        }

        return clean;
    }

    /// <summary>Says once what there is to say of a connection.</summary>
    private protected void WriteNotice(WhataiConnection connection)
    {
        if (connection.Notice is string notice)
        {
            connection.Notice = null;
            WriteWarning(notice);
        }
    }

    // A stream that does not end at once after a stop is left behind.
    private void Release<T>(IAsyncEnumerator<T> stream)
    {
        try
        {
            ValueTask end = stream.DisposeAsync();
            if (!end.IsCompletedSuccessfully)
            {
                _monitor.Wait(end.AsTask(), Report, _stopWaiting.Token);
            }
        }
        catch (Exception ex) when (IsStopped && ex is OperationCanceledException or NotSupportedException)
        {
            // A move that is still under way: it ends by the same token.
        }
    }

    // -Debug alone makes PowerShell ask at each verbose line; then these go with the debug ones.
    private void WriteVerboseOrDebug(string text)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            WriteDebug(text);
        }
        else
        {
            WriteVerbose(text);
        }
    }

    private void EndTransfer()
    {
        if (_transferring && !StopToken.IsCancellationRequested)
        {
            _transferring = false;
            WriteProgress(ProgressActivity.Transfer.Completed(MyInvocation.MyCommand.Name));
        }
    }

    private void Report(CallEvent step)
    {
        switch (step.Step)
        {
            case CallStep.RequestDetail or CallStep.ResponseDetail:
                WriteDebug(step.Text);
                break;
            case CallStep.Waiting:
                WriteVerboseOrDebug(step.Text);
                if (step.Delay >= TimeSpan.FromSeconds(1))
                {
                    ProgressRecord record = ProgressActivity.Retry.Record(MyInvocation.MyCommand.Name, step.Text);
                    record.SecondsRemaining = (int)Math.Ceiling(step.Delay.TotalSeconds);
                    WriteProgress(record);
                }

                break;
            case CallStep.Downloading or CallStep.Uploading:
                WriteProgress(TransferProgress.Record(TransferName ?? MyInvocation.MyCommand.Name, step));
                _transferring = true;
                break;
            case CallStep.PartDone:
                WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.PartsSpoken(step.Part, step.Parts), step.Part * 100 / step.Parts));
                break;
            default:
                WriteVerboseOrDebug(step.Text);
                break;
        }
    }
}
