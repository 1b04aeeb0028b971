using System;
using System.Management.Automation;
using WhataiPS.Terminal;

namespace WhataiPS.Binding;

/// <summary>What completers share: matching what was typed, and quoting what needs it.</summary>
internal static class CompletionText
{
    /// <summary>A model is often known by its middle (<c>sonnet</c>), so the typed text may stand anywhere.</summary>
    public static bool Matches(string candidate, string? typed)
    {
        string word = (typed ?? string.Empty).Trim('\'', '"').TrimEnd('*');
        return candidate.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    public static CompletionResult Create(string text, string toolTip)
    {
        string quoted = text.IndexOfAny([' ', '\'', '"', '$', '`', ';', '|', '&', '(', ')', '{', '}', ',', '@', '#', '<', '>']) >= 0
            ? "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'"
            : text;
        // The names are a server's; what is put on the command line stays as it is, and the line's editor shows that.
        return new CompletionResult(quoted, TerminalText.Visible(text), CompletionResultType.ParameterValue, TerminalText.Visible(toolTip));
    }
}
