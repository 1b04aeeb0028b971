using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace WhataiPS.Tools;

/// <summary>Parts a tool's output from what it says to the user, which goes on through the cmdlet's own streams as it comes.</summary>
internal sealed class ToolStreams(PSCmdlet cmdlet)
{
    private ExceptionDispatchInfo? _refusal;

    public List<PSObject?> Output { get; } = [];

    public void Take(PSObject? item)
    {
        try
        {
            switch (item?.BaseObject)
            {
                case WarningRecord warning:
                    cmdlet.WriteWarning(warning.Message);
                    break;
                case InformationRecord information:
                    cmdlet.WriteInformation(information);
                    break;
                case VerboseRecord verbose:
                    Write(verbose.Message, "Verbose", "VerbosePreference", cmdlet.WriteVerbose, text => cmdlet.Host.UI?.WriteVerboseLine(text));
                    break;
                case DebugRecord debug:
                    Write(debug.Message, "Debug", "DebugPreference", cmdlet.WriteDebug, text => cmdlet.Host.UI?.WriteDebugLine(text));
                    break;
                default:
                    Output.Add(item);
                    break;
            }
        }
        catch (Exception ex)
        {
            // -WarningAction Stop and the like end the cmdlet, not the tool alone.
            _refusal ??= ExceptionDispatchInfo.Capture(ex);
            throw;
        }
    }

    /// <summary>Throws what the cmdlet's own streams threw while the tool ran.</summary>
    public void ThrowIfRefused() => _refusal?.Throw();

    // The tool chose to be heard, maybe by a -Verbose of its own; this cmdlet's preference must not silence it.
    private void Write(string text, string parameter, string preference, Action<string> own, Action<string> host)
    {
        bool isHeard = cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : cmdlet.SessionState.PSVariable.GetValue(preference) is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
        (isHeard ? own : host)(text);
    }
}
