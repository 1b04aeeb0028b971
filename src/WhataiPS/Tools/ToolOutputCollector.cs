using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using WhataiPS.Terminal;

namespace WhataiPS.Tools;

/// <summary>
/// Parts a tool's output from what it says to the user, which goes on through the cmdlet's own streams as it comes. What is kept is
/// bounded: a tool that gives more is to be stopped. Its messages may repeat what the model gave it, so they go on as visible text.
/// </summary>
internal sealed class ToolOutputCollector(PSCmdlet cmdlet)
{
    /// <summary>How many objects and errors are kept.</summary>
    public const int MostItems = 10_000;

    /// <summary>How many characters of text are kept: ten times what the model is given.</summary>
    public const int MostCharacters = 10 * ToolOutput.LongestText;

    private ExceptionDispatchInfo? _refusal;
    private int _characters;

    public List<PSObject?> Output { get; } = [];

    public List<ErrorRecord> Errors { get; } = [];

    /// <summary>Whether there was more than is kept.</summary>
    public bool IsOver { get; private set; }

    public void Take(PSObject? item)
    {
        try
        {
            switch (item?.BaseObject)
            {
                case WarningRecord warning:
                    cmdlet.WriteWarning(TerminalText.Visible(warning.Message));
                    break;
                case InformationRecord information:
                    cmdlet.WriteInformation(Visible(information));
                    break;
                case VerboseRecord verbose:
                    Write(verbose.Message, CallerPreference.IsVerbose(cmdlet), cmdlet.WriteVerbose, text => cmdlet.Host.UI?.WriteVerboseLine(text));
                    break;
                case DebugRecord debug:
                    Write(debug.Message, CallerPreference.IsDebug(cmdlet), cmdlet.WriteDebug, text => cmdlet.Host.UI?.WriteDebugLine(text));
                    break;
                default:
                    if (HasRoom((item?.BaseObject as string)?.Length ?? 0))
                    {
                        Output.Add(item);
                    }

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

    public void Take(ErrorRecord error)
    {
        if (HasRoom(error.Exception.Message.Length))
        {
            Errors.Add(error);
        }
    }

    /// <summary>Throws what the cmdlet's own streams threw while the tool ran.</summary>
    public void ThrowIfRefused() => _refusal?.Throw();

    private static InformationRecord Visible(InformationRecord record)
    {
        switch (record.MessageData)
        {
            case HostInformationMessage said:
                said.Message = TerminalText.Visible(said.Message);
                break;
            case string text when TerminalText.Visible(text) is string visible && visible != text:
                var shown = new InformationRecord(visible, record.Source);
                shown.Tags.AddRange(record.Tags);
                return shown;
        }

        return record;
    }

    private bool HasRoom(int characters)
    {
        // One text is kept, however long it is: it is here already.
        IsOver |= Output.Count + Errors.Count >= MostItems || (_characters > 0 && _characters + characters > MostCharacters);
        _characters += IsOver ? 0 : characters;
        return !IsOver;
    }

    // The tool chose to be heard, maybe by a -Verbose of its own; this cmdlet's preference must not silence it.
    private static void Write(string text, bool isHeard, Action<string> own, Action<string> host) => (isHeard ? own : host)(TerminalText.Visible(text)!);
}
