using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>A call as a line of PowerShell, for a person to approve.</summary>
internal static class CommandLine
{
    private const int LongestLine = 4000;
    private const int LongestTail = 500;

    public static string Render(Tool tool, ToolArguments arguments)
    {
        string command = PowerShellText.Word(tool.CommandWord);
        var line = new StringBuilder(command[0] is '\'' or '"' ? "& " + command : command);
        foreach (DictionaryEntry argument in arguments.Named)
        {
            line.Append(" -").Append(PowerShellText.Word((string)argument.Key));
            if (argument.Value is SwitchParameter flag)
            {
                line.Append(flag.IsPresent ? string.Empty : ":$false");
            }
            else
            {
                line.Append(' ').Append(Argument(argument.Value));
            }
        }

        if (arguments.Listed.Length > 0)
        {
            line.Append(' ').Append(PowerShellText.Join(" ", [.. arguments.Listed.Select(Argument)]));
        }

        return Shortened(line.ToString());
    }

    /// <summary>A line of at most so many characters that a person reads it, with how much was left out.</summary>
    public static string Shortened(string line) => line.Length <= LongestLine ? line
        : line.Substring(0, LongestLine - LongestTail) + SR.ToolTextLeftOut(line.Length - LongestLine, line.Length) + line.Substring(line.Length - LongestTail);

    // A list of one binds as its item does.
    private static string Argument(object? value) => value switch
    {
        string text => PowerShellText.Word(text),
        Enum or Guid or TimeSpan => PowerShellText.Word(value.ToString()!),
        IEnumerable and not IDictionary when Items(value) is { Count: 1 } one && one[0] is not IEnumerable or string => Argument(one[0]),
        IEnumerable and not IDictionary when Items(value) is { Count: > 1 } items && items.All(static item => item is not IEnumerable or string or IDictionary) =>
            PowerShellText.Join(", ", [.. items.Select(Argument)]),
        _ => Expression(value),
    };

    // Inside tables and lists a bare word would be a command.
    private static string Expression(object? value) => value switch
    {
        null => "$null",
        bool flag => flag ? "$true" : "$false",
        string text => PowerShellText.Quoted(text),
        DateTime time => PowerShellText.Quoted(time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        DateTimeOffset time => PowerShellText.Quoted(time.ToString("o", CultureInfo.InvariantCulture)),
        IDictionary table => Table(table.Cast<DictionaryEntry>().Select(entry => ((string)entry.Key, (object?)entry.Value))),
        IEnumerable => "@(" + PowerShellText.Join(", ", [.. Items(value).Select(Expression)]) + ")",
        PSObject { BaseObject: PSCustomObject } custom => Table(custom.Properties.Select(property => (property.Name, (object?)property.Value))),
        Enum or Guid or TimeSpan => PowerShellText.Quoted(value.ToString()!),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Table(IEnumerable<(string Key, object? Value)> entries) =>
        "@{" + PowerShellText.Join("; ", [.. entries.Select(static entry => PowerShellText.Key(entry.Key) + "=" + Expression(entry.Value))]) + "}";

    private static List<object?> Items(object value) => [.. ((IEnumerable)value).Cast<object?>()];
}
