using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Chat;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>Runs the calls of a model, one after the other, on the pipeline thread.</summary>
internal sealed class ToolRunner(PSCmdlet cmdlet, ToolSet tools, ToolPolicy policy)
{
    private const int MostErrors = 20;

    // Redirection inside the script is what catches the other streams: a nested shell's own merging goes past it to the host.
    private const string Call = "param($WhataiTool, $WhataiNamed, $WhataiListed) & $WhataiTool @WhataiNamed @WhataiListed 3>&1 4>&1 5>&1 6>&1";

    private readonly ToolApproval _approval = new(cmdlet, policy);

    /// <summary>Runs a call. What goes wrong with it is its result, for the model to read.</summary>
    /// <exception cref="ToolApprovalException">The policy is Ask, and nobody can be asked.</exception>
    /// <exception cref="PipelineStoppedException">The user stopped it.</exception>
    /// <exception cref="InvalidOperationException">The policy is None, or the tool has nothing to run.</exception>
    public ToolInvocation Run(ChatToolCall call)
    {
        if (policy == ToolPolicy.None)
        {
            throw new InvalidOperationException("Under the policy None no tool runs.");
        }

        var invocation = new ToolInvocation(call);
        if (tools.Find(call.Name) is not Tool tool)
        {
            string known = string.Join(", ", tools.Definitions.Select(definition => definition.Name));
            return Failed(invocation, WhataiErrors.UnknownTool(call.Name, ToolTexts.Format(ToolTexts.UnknownTool, call.Name, known)));
        }

        var arguments = ToolArguments.Read(tool, call.Arguments);
        invocation = invocation with { Values = arguments.Given };
        if (arguments.Problem is string problem)
        {
            return Failed(invocation, WhataiErrors.InvalidToolArguments(call.Name, problem));
        }

        if (tool.Target is null)
        {
            throw new InvalidOperationException(SR.Format(nameof(SR.ToolNotRunnable), tool.Name));
        }

        return _approval.Refusal(CommandLine.Render(tool, arguments)) is string refusal
            ? invocation with { Status = ToolStatus.Declined, Result = refusal }
            : Run(invocation, tool, arguments);
    }

    private ToolInvocation Run(ToolInvocation invocation, Tool tool, ToolArguments arguments)
    {
        if (tool.HasCommonParameters && IsVerbose())
        {
            arguments.Named["Verbose"] = true;
        }

        var streams = new ToolStreams(cmdlet);
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => streams.Take(output[added.Index]);
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(Call, useLocalScope: true)
            .AddParameter("WhataiTool", tool.Target)
            .AddParameter("WhataiNamed", arguments.Named)
            .AddParameter("WhataiListed", arguments.Listed);
        ErrorRecord? thrown = null;
        var watch = Stopwatch.StartNew();
        try
        {
            shell.Invoke(null, output);
        }
        catch (Exception ex) when (ex is not PipelineStoppedException)
        {
            thrown = WhataiErrors.ToolFailed(tool.Name, ex);
        }

        watch.Stop();
        if (cmdlet.Stopping || shell.InvocationStateInfo.State == PSInvocationState.Stopped)
        {
            throw new PipelineStoppedException();
        }

        streams.ThrowIfRefused();
        return Finish(invocation, tool, streams.Output, [.. shell.Streams.Error, .. thrown is null ? (IEnumerable<ErrorRecord>)[] : [thrown]], thrown) with { Duration = watch.Elapsed };
    }

    private ToolInvocation Finish(ToolInvocation invocation, Tool tool, List<PSObject?> output, ErrorRecord[] errors, ErrorRecord? thrown)
    {
        var lines = new List<string>();
        if (output.Count > 0)
        {
            lines.Add(ToolOutput.Render(output));
        }

        lines.AddRange(errors.Take(MostErrors).Select(error => ToolTexts.Format(ToolTexts.ErrorLine, Message(error))));
        if (errors.Length > MostErrors)
        {
            lines.Add(ToolTexts.Format(ToolTexts.MoreErrors, errors.Length - MostErrors));
        }

        // Native programs write to their error stream what is no error; their exit code tells.
        bool failed = thrown is not null || (errors.Length > 0 && output.Count == 0);
        if (tool.Calling == ToolCalling.ArgumentList && thrown is null)
        {
            int code = LanguagePrimitives.ConvertTo<int>(cmdlet.SessionState.PSVariable.GetValue("LASTEXITCODE"));
            failed = code != 0;
            if (failed)
            {
                lines.Add(ToolTexts.Format(ToolTexts.ExitCode, code));
            }
        }

        return invocation with
        {
            Output = [.. output.Select(item => (object)item!)],
            Result = lines.Count == 0 ? ToolTexts.NoOutput : string.Join("\n", lines),
            Status = failed ? ToolStatus.Failed : ToolStatus.Succeeded,
            Error = thrown ?? errors.FirstOrDefault(),
        };
    }

    private bool IsVerbose() => cmdlet.MyInvocation.BoundParameters.TryGetValue("Verbose", out object? verbose) && LanguagePrimitives.IsTrue(verbose);

    private static string Message(ErrorRecord error) => error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message;

    private static ToolInvocation Failed(ToolInvocation invocation, ErrorRecord error) => invocation with
    {
        Status = ToolStatus.Failed,
        Result = ToolTexts.Format(ToolTexts.ErrorLine, Message(error)),
        Error = error,
    };
}
