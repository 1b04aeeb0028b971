using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>
/// Shows a streamed answer as it comes, the way Write-Host would: it follows redirection and transcripts, and is no output.
/// </summary>
internal sealed class LiveText(PSCmdlet cmdlet, OutputTarget target)
{
    private const string Gray = "\x1b[90m";
    private const string NoColor = "\x1b[0m";

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
            WriteGray(TerminalText.Visible(thought)!);
        }

        if (delta is ResponseDelta { WebSearch.Query: string query })
        {
            _reasoning = true;
            WriteGray($"⌕ {TerminalText.Visible(query)}\n");
        }

        string text = delta.Text.Length > 0 ? delta.Text : delta.Refusal ?? string.Empty;
        if (text.Length > 0)
        {
            if (_reasoning)
            {
                _reasoning = false;
                Write("\n\n");
            }

            Write(TerminalText.Visible(text)!);
        }
    }

    /// <summary>Ends the line, also before an error.</summary>
    public void End()
    {
        if (_open)
        {
            _open = false;
            Write(string.Empty, newLine: true);
        }
    }

    // A colour of the console comes with a background, which need not be the terminal's.
    private void WriteGray(string text) => Write(target.TakesColors ? Gray + text + NoColor : text);

    private void Write(string text, bool newLine = false)
    {
        _open = !newLine;
        var message = new HostInformationMessage { Message = text, NoNewLine = !newLine };
        cmdlet.WriteInformation(message, s_tags);
    }
}
