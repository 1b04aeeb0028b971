using System;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Responses;

namespace WhataiPS.Commands;

/// <summary>
/// Shows a streamed answer as it comes, the way Write-Host would: it follows redirection and transcripts, and is no output.
/// </summary>
internal sealed class LiveText(PSCmdlet cmdlet)
{
    private static readonly string[] s_tags = ["PSHOST"];

    private bool _reasoning;
    private bool _open;

    public void Show(ModelDelta delta)
    {
        // Several answers at once can't be read as they come.
        if (delta.Index != 0)
        {
            return;
        }

        if (delta.Reasoning is { Length: > 0 } thought)
        {
            _reasoning = true;
            Write(thought, ConsoleColor.DarkGray);
        }

        if (delta is ResponseDelta { WebSearch.Query: string query })
        {
            _reasoning = true;
            Write($"⌕ {query}\n", ConsoleColor.DarkGray);
        }

        string text = delta.Text.Length > 0 ? delta.Text : delta.Refusal ?? string.Empty;
        if (text.Length > 0)
        {
            if (_reasoning)
            {
                _reasoning = false;
                Write("\n\n", null);
            }

            Write(text, null);
        }
    }

    /// <summary>Ends the line, also before an error.</summary>
    public void End()
    {
        if (_open)
        {
            _open = false;
            Write(string.Empty, null, newLine: true);
        }
    }

    private void Write(string text, ConsoleColor? color, bool newLine = false)
    {
        _open = !newLine;
        var message = new HostInformationMessage { Message = text, NoNewLine = !newLine, ForegroundColor = color };
        cmdlet.WriteInformation(message, s_tags);
    }
}
