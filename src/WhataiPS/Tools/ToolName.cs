using System.Text.RegularExpressions;

namespace WhataiPS.Tools;

/// <summary>Names as gateways allow them.</summary>
internal static class ToolName
{
    private const int Longest = 64;

    private static readonly Regex s_valid = new("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant);
    private static readonly Regex s_other = new("[^a-zA-Z0-9_-]+", RegexOptions.CultureInvariant);

    public static bool IsValid(string name) => s_valid.IsMatch(name);

    /// <summary>The nearest allowed name; the fallback where nothing of the name can stay.</summary>
    public static string Sanitize(string name, string fallback)
    {
        string clean = s_other.Replace(name, "_");
        clean = clean.Length > Longest ? clean.Substring(0, Longest) : clean;
        return clean.Trim('_').Length == 0 ? fallback : clean;
    }
}
