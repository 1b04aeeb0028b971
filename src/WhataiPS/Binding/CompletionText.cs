using System;
using System.Management.Automation;

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
        return new CompletionResult(quoted, text, CompletionResultType.ParameterValue, toolTip);
    }
}
