using System;
using System.Management.Automation;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <content>What cmdlets say beside their output, and what they ask: servers write into it, and a terminal must not obey them.</content>
public abstract partial class WhataiCommand
{
    private protected new void WriteWarning(string text) => base.WriteWarning(TerminalText.Visible(text));

    private protected new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Visible(text));

    private protected new void WriteDebug(string text) => base.WriteDebug(TerminalText.Visible(text));

    private protected new void WriteProgress(ProgressRecord record)
    {
        record.Activity = TerminalText.Visible(record.Activity);
        record.StatusDescription = TerminalText.Visible(record.StatusDescription);
        record.CurrentOperation = TerminalText.Visible(record.CurrentOperation);
        base.WriteProgress(record);
    }

    private protected new void WriteError(ErrorRecord error) => base.WriteError(Visible(error));

    private protected new void ThrowTerminatingError(ErrorRecord error) => base.ThrowTerminatingError(Visible(error));

    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(TerminalText.Visible(target), TerminalText.Visible(action));

    /// <summary>The same for what is done often: what would be said is made where it is.</summary>
    private protected bool ShouldProcess(string target, Func<string> action) => !CallerPreference.IsAsked(this) || ShouldProcess(target, action());

    // The exception and the target keep their text as it came.
    private static ErrorRecord Visible(ErrorRecord error)
    {
        string text = error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message;
        string? remedy = error.ErrorDetails?.RecommendedAction;
        string visible = TerminalText.Visible(text)!;
        string? visibleRemedy = TerminalText.Visible(remedy);
        if (!ReferenceEquals(visible, text) || !ReferenceEquals(visibleRemedy, remedy))
        {
            error.ErrorDetails = new ErrorDetails(visible) { RecommendedAction = visibleRemedy };
        }

        // Windows PowerShell shows it with each error, PowerShell in its older views.
        string target = error.CategoryInfo.TargetName;
        string visibleTarget = TerminalText.Visible(target)!;
        if (!ReferenceEquals(visibleTarget, target))
        {
            error.CategoryInfo.TargetName = visibleTarget;
        }

        return error;
    }
}
