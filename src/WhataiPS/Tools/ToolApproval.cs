using System;
using System.Management.Automation;
using WhataiPS.Resources;
using WhataiPS.Terminal;

namespace WhataiPS.Tools;

/// <summary>Whether a call may run: by -WhatIf, -Confirm and the policy. Remembers answers that are for all.</summary>
/// <param name="cmdlet">Asks.</param>
/// <param name="policy">The policy; not None.</param>
/// <param name="report">Hears of a call that runs unasked; null where nobody does.</param>
/// <param name="action">What -WhatIf and -Confirm call it.</param>
/// <param name="caption">The question's title.</param>
/// <param name="question">The question about a call.</param>
internal sealed class ToolApproval(PSCmdlet cmdlet, ToolPolicy policy, Action<string>? report, string action, string caption, Func<string, string> question)
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <returns>Null where the call may run, else what the model is told.</returns>
    /// <exception cref="ToolApprovalException">Nobody can be asked.</exception>
    public string? Refusal(string commandLine)
    {
        try
        {
            if (!cmdlet.ShouldProcess(commandLine, action))
            {
                return ToolResultMessages.Declined;
            }

            // With -Confirm that was the question.
            bool isAsked = cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && LanguagePrimitives.IsTrue(confirm);
            if (isAsked)
            {
                return null;
            }

            if (policy != ToolPolicy.Ask || _yesToAll)
            {
                // Nobody is asked, so that nobody would see what runs.
                report?.Invoke(commandLine);
                return null;
            }

            if (HostState.IsUnattended(cmdlet.Host))
            {
                throw CannotAsk(commandLine, null);
            }

            if (cmdlet.Host.UI.SupportsVirtualTerminal)
            {
                // What was written before may have left a terminal that hides text, or draws lines for letters.
                cmdlet.Host.UI.Write("\u001b(B\u001b[0m");
            }

            return BreakKey.LeaveKeysTo(() => cmdlet.ShouldContinue(question(commandLine), caption, hasSecurityImpact: true, ref _yesToAll, ref _noToAll)) ? null : ToolResultMessages.Declined;
        }
        catch (Exception ex) when (HostState.IsRefusal(ex) && ex is not ToolApprovalException)
        {
            throw CannotAsk(commandLine, ex);
        }
    }

    private static ToolApprovalException CannotAsk(string commandLine, Exception? inner) => new(SR.ToolCannotAsk(commandLine), inner);
}
