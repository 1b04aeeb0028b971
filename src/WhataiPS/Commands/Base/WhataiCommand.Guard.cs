using System;
using System.Linq;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using Whatai.Client;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <content>What goes wrong with one input is one error, and the next input goes on: also what nobody foresaw.</content>
public abstract partial class WhataiCommand
{
    // What is piped is bound to one of these.
    private static readonly string[] s_inputs = ["InputObject", "Prompt", "Message", "Task", "Image", "Path", "Body", "Name", "BaseUrl"];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!SkipsInput())
        {
            RunGuarded(ProcessInput);
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        RunGuarded(EndInput);
        EndRun();
    }

    /// <summary>Handles one piped input, or what the arguments say.</summary>
    private protected virtual void ProcessInput()
    {
    }

    /// <summary>Handles what is left when all input has come.</summary>
    private protected virtual void EndInput()
    {
    }

    /// <summary>Whether the current input is left out, since the run is over.</summary>
    private protected virtual bool SkipsInput() => false;

    /// <summary>Whether a failure is the end of the run rather than one input's.</summary>
    private protected virtual bool IsEndOfRun(Exception failure, object? input) => false;

    /// <summary>Says what there is to say when all is done.</summary>
    private protected virtual void EndRun()
    {
    }

    /// <summary>Runs one input's work. Its failure is one error that names the input; the next input goes on.</summary>
    private protected void WriteErrorOnFailure(object? input, Action work, Action<WhataiException>? onFailure = null) => WriteErrorOnFailure(input, work, failure =>
    {
        onFailure?.Invoke(failure);
        return WhataiErrors.CallFailed(failure, input);
    });

    /// <summary>The same, where the error is another one than any call's.</summary>
    private protected void WriteErrorOnFailure(object? input, Action work, Func<WhataiException, ErrorRecord> toError)
    {
        try
        {
            work();
        }
        catch (Exception ex) when (IsUnforeseen(ex))
        {
            _monitor.Drain(Report);
            if (IsEndOfRun(ex, input))
            {
                return;
            }

            WriteError(ex switch
            {
                WhataiException failure => toError(failure),
                ExtendedTypeSystemException => WhataiErrors.InvalidArgument(new ArgumentException(ex.Message, ex), input),
                _ => WhataiErrors.InternalError(ex, input),
            });
        }
    }

    private protected object? CurrentInput =>
        s_inputs.Select(name => MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? value : null).FirstOrDefault(static value => value is not null) is object input
            ? input is PSObject wrapped ? wrapped.BaseObject : input
            : null;

    private void RunGuarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception ex) when (IsUnforeseen(ex))
        {
            WriteErrorOnFailure(CurrentInput, ExceptionDispatchInfo.Capture(ex).Throw);
        }
    }

    // What ends a pipeline or a loop by itself, what scripts threw, and what no program can go on after are passed on; not so a property of
    // the input that can't be read.
    private bool IsUnforeseen(Exception exception) =>
        exception is ExtendedTypeSystemException or not (RuntimeException or FlowControlException or HaltCommandException or OutOfMemoryException)
        && !(exception is OperationCanceledException && StopToken.IsCancellationRequested);
}
