using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace WhataiPS.Tools;

/// <summary>A call as a line of PowerShell, for a person to approve.</summary>
internal static class CommandLine
{
    private static readonly Regex s_bare = new(@"^[A-Za-z_./\\][A-Za-z0-9_./\\:-]*$", RegexOptions.CultureInvariant);

    public static string Render(Tool tool, ToolArguments arguments)
    {
        var line = new StringBuilder(Word(tool.CommandWord));
        foreach (DictionaryEntry argument in arguments.Named)
        {
            line.Append(" -").Append(Visible((string)argument.Key));
            if (argument.Value is SwitchParameter flag)
            {
                line.Append(flag.IsPresent ? string.Empty : ":$false");
            }
            else
            {
                line.Append(' ').Append(Value(argument.Value));
            }
        }

        foreach (object? argument in arguments.Listed)
        {
            line.Append(' ').Append(Value(argument));
        }

        return line.ToString();
    }

    private static string Value(object? value) => value switch
    {
        null => "$null",
        bool flag => flag ? "$true" : "$false",
        string text => Word(text),
        DateTime time => Quoted(time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        DateTimeOffset time => Quoted(time.ToString("o", CultureInfo.InvariantCulture)),
        IDictionary table => "@{" + string.Join("; ", table.Cast<DictionaryEntry>().Select(entry => Word((string)entry.Key) + "=" + Value(entry.Value))) + "}",
        IEnumerable items => List(items),
        PSObject { BaseObject: PSCustomObject } custom => "@{" + string.Join("; ", custom.Properties.Select(property => Word(property.Name) + "=" + Value(property.Value))) + "}",
        Enum or Guid or TimeSpan => Word(value.ToString()!),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string List(IEnumerable items)
    {
        string[] values = [.. items.Cast<object?>().Select(Value)];
        return values.Length == 1 ? values[0] : values.Length == 0 ? "@()" : string.Join(", ", values);
    }

    private static string Word(string text) => s_bare.IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        string visible = Visible(text);
        return visible == text
            ? "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'"
            : "\"" + Visible(text.Replace("`", "``", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal).Replace("\"", "`\"", StringComparison.Ordinal)) + "\"";
    }

    // A terminal obeys control characters: what is approved must be what is seen.
    private static string Visible(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            result.Append(text[i] switch
            {
                '\n' => "`n",
                '\r' => "`r",
                '\t' => "`t",
                _ when IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, i)) =>
                    string.Format(CultureInfo.InvariantCulture, "`u{{{0:x}}}", length == 2 ? char.ConvertToUtf32(text, i) : (int)text[i]),
                _ => text.Substring(i, length),
            });
            i += length - 1;
        }

        return result.ToString();
    }

    private static bool IsHidden(UnicodeCategory category) => category is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
