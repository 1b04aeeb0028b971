using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Whatai.Client.Conversations;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>Runs the calls of a model, one after the other, on the pipeline thread.</summary>
internal sealed class ToolRunner(PSCmdlet cmdlet, ToolSet tools, ToolPolicy policy, CancellationToken stop, Action<string>? report = null)
{
    private const int MostErrors = 20;

    // Redirection inside the script is what catches the other streams: a nested shell's own merging goes past it to the host.
    private const string Call = "param($WhataiTool, $WhataiNamed, $WhataiListed) & $WhataiTool @WhataiNamed @WhataiListed 3>&1 4>&1 5>&1 6>&1";

    private readonly ToolApproval _approval = new(cmdlet, policy, report, SR.ToolAction, SR.ToolQuestionCaption, static call => SR.ToolQuestion(call));

    // Who said yes to all of this session's tools has not said it to those of a server.
    private readonly ToolApproval _remoteApproval = new(cmdlet, policy, report, SR.McpAction, SR.McpQuestionCaption, static call => SR.McpQuestion(call));

    /// <summary>How many calls of one answer are run.</summary>
    public required int MaxCalls { get; init; }

    /// <summary>The providers whose paths the model may give.</summary>
    public required ProviderPaths Paths { get; init; }

    /// <summary>Runs the calls of an answer. What goes wrong with one is its result, for the model to read.</summary>
    /// <exception cref="ToolApprovalException">The policy is Ask, and nobody can be asked.</exception>
    /// <exception cref="PipelineStoppedException">The user stopped it.</exception>
    /// <exception cref="InvalidOperationException">The policy is None, or a tool has nothing to run.</exception>
    public IEnumerable<ToolInvocation> Run(IReadOnlyList<ChatToolCall> calls)
    {
        if (policy == ToolPolicy.None)
        {
            throw new InvalidOperationException("Under the policy None no tool runs.");
        }

        if (calls.Count > MaxCalls)
        {
            cmdlet.WriteWarning(SR.TooManyToolCalls(calls.Count, MaxCalls));
        }

        return calls.Select((call, index) => index < MaxCalls
            ? Run(call)
            : new ToolInvocation(call) { Status = ToolStatus.Declined, Result = ToolResultMessages.Format(ToolResultMessages.TooManyCalls, MaxCalls) });
    }

    private ToolInvocation Run(ChatToolCall call)
    {
        var invocation = new ToolInvocation(call);
        if (call is McpToolCall remote)
        {
            return Approve(remote, invocation);
        }

        if (tools.Find(call.Name) is not Tool tool)
        {
            string known = string.Join(", ", tools.Definitions.Select(definition => definition.Name));
            return Failed(invocation, WhataiErrors.UnknownTool(call.Name, ToolResultMessages.Format(ToolResultMessages.UnknownTool, call.Name, known)));
        }

        var arguments = ToolArguments.Read(tool, call.Arguments);
        invocation = invocation with { Values = arguments.Given };
        if ((arguments.Problem ?? Paths.Refusal(tool, arguments)) is string problem)
        {
            return Failed(invocation, WhataiErrors.InvalidToolArguments(call.Name, problem));
        }

        if (tool.Target is null)
        {
            throw new InvalidOperationException(SR.ToolNotRunnable(tool.Name));
        }

        return _approval.Refusal(CommandLine.Render(tool, arguments)) is string refusal
            ? invocation with { Status = ToolStatus.Declined, Result = refusal }
            : Run(invocation, tool, arguments);
    }

    private ToolInvocation Approve(McpToolCall call, ToolInvocation invocation)
    {
        invocation = invocation with { Values = McpCallText.ReadValues(call.Arguments) };
        return _remoteApproval.Refusal(McpCallText.Render(call.Request)) is string refusal
            ? invocation with { Status = ToolStatus.Declined, Result = refusal }
            : invocation with { Status = ToolStatus.Approved, Result = ToolResultMessages.Approved };
    }

    private ToolInvocation Run(ToolInvocation invocation, Tool tool, ToolArguments arguments)
    {
        var streams = new ToolOutputCollector(cmdlet);
        ErrorRecord? thrown = null;
        int exitCode = 0;
        var watch = Stopwatch.StartNew();
        try
        {
            if (tool.Calling == ArgumentPassing.ArgumentList)
            {
                exitCode = RunProgram((ApplicationInfo)tool.Target!, arguments, streams);
            }
            else
            {
                RunCommand(tool, arguments, streams);
            }
        }
        catch (Exception ex) when (ex is not PipelineStoppedException)
        {
            thrown = WhataiErrors.ToolFailed(tool.Name, ex);
        }

        watch.Stop();
        if (stop.IsCancellationRequested || cmdlet.Stopping)
        {
            throw new PipelineStoppedException();
        }

        streams.ThrowIfRefused();
        return Finish(invocation, tool, streams, thrown, exitCode) with { Duration = watch.Elapsed };
    }

    private void RunCommand(Tool tool, ToolArguments arguments, ToolOutputCollector streams)
    {
        if (tool.HasCommonParameters && IsVerbose())
        {
            arguments.Named["Verbose"] = true;
        }

        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        using var output = new PSDataCollection<PSObject>();
        bool isEnding = false;
        void Taken()
        {
            // From within, only a stop ends a tool: it might catch all else.
            if (streams.IsOver && !isEnding)
            {
                isEnding = true;
                shell.BeginStop(null, null);
            }
        }

        output.DataAdded += (_, _) =>
        {
            foreach (PSObject? item in output.ReadAll())
            {
                streams.Take(item);
            }

            Taken();
        };
        shell.Streams.Error.DataAdded += (_, _) =>
        {
            foreach (ErrorRecord error in shell.Streams.Error.ReadAll())
            {
                streams.Take(error);
            }

            Taken();
        };
        shell.AddScript(Call, useLocalScope: true)
            .AddParameter("WhataiTool", tool.Target)
            .AddParameter("WhataiNamed", arguments.Named)
            .AddParameter("WhataiListed", arguments.Listed);
        try
        {
            shell.Invoke(null, output);
        }
        catch (PipelineStoppedException) when (isEnding && !stop.IsCancellationRequested)
        {
        }

        if (shell.InvocationStateInfo.State == PSInvocationState.Stopped && !isEnding)
        {
            throw new PipelineStoppedException();
        }
    }

    private int RunProgram(ApplicationInfo program, ToolArguments arguments, ToolOutputCollector streams)
    {
        int exitCode = 0;
        string folder = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        try
        {
            foreach ((string text, bool isError) in NativeProgram.Run(program, [.. arguments.Listed.Cast<string>()], folder, code => exitCode = code, stop))
            {
                if (isError)
                {
                    streams.Take(new ErrorRecord(new RemoteException(text), "NativeCommandError", ErrorCategory.NotSpecified, text));
                }
                else
                {
                    streams.Take(PSObject.AsPSObject(text));
                }

                if (streams.IsOver)
                {
                    return 0;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", exitCode);
        return exitCode;
    }

    private static ToolInvocation Finish(ToolInvocation invocation, Tool tool, ToolOutputCollector streams, ErrorRecord? thrown, int exitCode)
    {
        var lines = new List<string>();
        if (streams.Output.Count > 0)
        {
            lines.Add(ToolOutput.Render(streams.Output));
        }

        List<ErrorRecord> errors = thrown is null ? streams.Errors : [.. streams.Errors, thrown];
        lines.AddRange(errors.Take(MostErrors).Select(error => ToolResultMessages.Format(ToolResultMessages.ErrorLine, Message(error))));
        if (errors.Count > MostErrors)
        {
            lines.Add(ToolResultMessages.Format(ToolResultMessages.MoreErrors, errors.Count - MostErrors));
        }

        // Native programs write to their error stream what is no error; their exit code tells.
        bool failed = thrown is not null || exitCode != 0 || (tool.Calling != ArgumentPassing.ArgumentList && errors.Count > 0 && streams.Output.Count == 0);
        if (exitCode != 0)
        {
            lines.Add(ToolResultMessages.Format(ToolResultMessages.ExitCode, exitCode));
        }

        ErrorRecord? error = thrown ?? errors.FirstOrDefault();
        if (streams.IsOver)
        {
            failed = true;
            string stopped = ToolResultMessages.Format(ToolResultMessages.Stopped, ToolOutputCollector.MostItems, ToolOutputCollector.MostCharacters);
            lines.Add(stopped);
            error = WhataiErrors.ToolOutputTooLong(tool.Name, stopped);
        }

        return invocation with
        {
            Output = [.. streams.Output.Select(item => (object)item!)],
            Result = lines.Count == 0 ? ToolResultMessages.NoOutput : string.Join("\n", lines),
            Status = failed ? ToolStatus.Failed : ToolStatus.Succeeded,
            Error = error,
        };
    }

    private bool IsVerbose() => cmdlet.MyInvocation.BoundParameters.TryGetValue("Verbose", out object? verbose) && LanguagePrimitives.IsTrue(verbose);

    private static string Message(ErrorRecord error) => error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message;

    private static ToolInvocation Failed(ToolInvocation invocation, ErrorRecord error) => invocation with
    {
        Status = ToolStatus.Failed,
        Result = ToolResultMessages.Format(ToolResultMessages.ErrorLine, Message(error)),
        Error = error,
    };
}
