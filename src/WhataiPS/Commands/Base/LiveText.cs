using System.Management.Automation;
using Whatai.Client.Conversations;
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

    // What the next piece may complete: half a line's end, half a character.
    private string _half = string.Empty;
    private bool _reasoning;
    private bool _open;

    /// <summary>Says who speaks now, on a line of its own.</summary>
    public void ShowTitle(string title) => Write($"[{title}]", target.TakesColors ? Gray : string.Empty, newLine: true);

    /// <summary>Says what is run, on a line of its own.</summary>
    public void ShowCall(string commandLine) => Write($"→ {commandLine}", target.TakesColors ? Gray : string.Empty, newLine: true);

    public void Show(ModelDelta delta)
    {
        // Several answers at once can't be read as they come.
        if (delta.Index != 0)
        {
            return;
        }

        if (delta.Reasoning is { Length: > 0 } thought)
        {
            StartReasoning();
            WriteGray(Whole(thought));
        }

        if (delta.WebSearch?.Query is string query)
        {
            StartReasoning();
            WriteGray(TakeHalf() + $"⌕ {query}\n");
        }

        string text = delta.Text.Length > 0 ? delta.Text : delta.Refusal ?? string.Empty;
        if (text.Length > 0)
        {
            if (_reasoning)
            {
                WriteGray(TakeHalf());
                _reasoning = false;
                Write("\n\n");
            }

            Write(Whole(text));
        }
    }

    /// <summary>Ends the line, also before an error.</summary>
    public void End()
    {
        if (_open || _half.Length > 0)
        {
            Write(TakeHalf(), newLine: true);
        }
    }

    private void StartReasoning()
    {
        if (!_reasoning)
        {
            Write(TakeHalf());
            _reasoning = true;
        }
    }

    /// <summary>A piece with what was kept of the one before, and without what the next may complete.</summary>
    private string Whole(string piece)
    {
        string text = TakeHalf() + piece;
        int length = text.Length - (text[text.Length - 1] == '\r' || char.IsHighSurrogate(text[text.Length - 1]) ? 1 : 0);
        _half = text.Substring(length);
        return text.Substring(0, length);
    }

    private string TakeHalf()
    {
        string half = _half;
        _half = string.Empty;
        return half;
    }

    // A colour of the console comes with a background, which need not be the terminal's.
    private void WriteGray(string text) => Write(text, target.TakesColors ? Gray : string.Empty);

    private void Write(string text, string color = "", bool newLine = false)
    {
        if (text.Length == 0 && !newLine)
        {
            return;
        }

        _open = !newLine;
        text = TerminalText.Visible(text)!;
        text = color.Length == 0 ? text : color + text + NoColor;
        var message = new HostInformationMessage { Message = text, NoNewLine = !newLine };
        cmdlet.WriteInformation(message, s_tags);
    }
}
