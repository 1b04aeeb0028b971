using System;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace WhataiPS.Terminal;

/// <summary>Reads what a person writes: with PSReadLine's editing and history where that is loaded, else as the host reads a line.</summary>
internal sealed class LineReader(PSHost host, EngineIntrinsics? engine) : IDisposable
{
    private readonly ReadLineEditor? _editor = host.Name == "ConsoleHost" && engine is not null ? ReadLineEditor.Find(host, engine) : null;

    /// <summary>Reads one message; lines between <c>"""</c> are one.</summary>
    /// <returns>Null at the end of the input.</returns>
    /// <exception cref="InvalidOperationException">Nobody can be asked.</exception>
    public string? Read(string prompt)
    {
        const string Quotes = "\"\"\"";
        string? line = ReadLine(prompt);
        if (line is null || !line.StartsWith(Quotes, StringComparison.Ordinal))
        {
            return line;
        }

        string text = line.Substring(Quotes.Length);
        while (!text.TrimEnd().EndsWith(Quotes, StringComparison.Ordinal))
        {
            if (ReadLine("… ") is not string next)
            {
                return text;
            }

            text += "\n" + next;
        }

        text = text.TrimEnd();
        return text.Substring(0, text.Length - Quotes.Length).Trim('\n');
    }

    public void Dispose() => _editor?.Dispose();

    private string? ReadLine(string prompt)
    {
        try
        {
            host.UI.Write(prompt);
            return _editor is null ? host.UI.ReadLine() : _editor.ReadLine(prompt);
        }
        catch (Exception ex) when (HostState.IsRefusal(ex) || ex is RuntimeException and not PipelineStoppedException)
        {
            throw new InvalidOperationException(ex.Message, ex);
        }
    }
}
