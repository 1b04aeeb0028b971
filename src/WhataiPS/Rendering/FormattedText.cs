using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace WhataiPS.Rendering;

/// <summary>What Format-Table and Format-List made, as text: the values that were asked for, not cut to the width of a screen.</summary>
internal static class FormattedText
{
    private const string Prefix = "Microsoft.PowerShell.Commands.Internal.Format.";

    // Of what is neither a table nor a list, as wide as lines are likely to be.
    private const int Width = 4096;

    public static bool IsFormatted(PSObject? item) => item?.BaseObject.GetType().FullName?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    public static string Render(IReadOnlyList<PSObject?> output)
    {
        var text = new StringBuilder();
        return output.All(item => TryAppend(text, item)) ? text.ToString().TrimEnd('\n') : ByOutString(output);
    }

    private static bool TryAppend(StringBuilder text, PSObject? item)
    {
        switch (item?.BaseObject.GetType().Name)
        {
            case "FormatStartData":
                IEnumerable<PSObject> columns = Items(Member(item, "shapeInfo"), "tableColumnInfoList");
                return AppendRow(text, columns.Select(static column => Name(column)));
            case "GroupStartData":
                return Member(item, "groupingEntry") is null;
            case "GroupEndData" or "FormatEndData":
                return true;
            case "FormatEntryData" when Member(item, "formatEntryInfo") is PSObject entry:
                return entry.BaseObject.GetType().Name switch
                {
                    "TableRowEntry" => AppendRow(text, Items(entry, "formatPropertyFieldList").Select(static field => Text(field, "propertyValue"))),
                    "ListViewEntry" => AppendList(text, Items(entry, "listViewFieldList")),
                    _ => false,
                };
            default:
                return false;
        }
    }

    private static bool AppendRow(StringBuilder text, IEnumerable<string> values)
    {
        string row = CsvText.Row(values);
        text.Append(row).Append(row.Length == 0 ? string.Empty : "\n");
        return true;
    }

    private static bool AppendList(StringBuilder text, IEnumerable<PSObject> fields)
    {
        foreach (PSObject field in fields)
        {
            text.Append(Name(field)).Append(": ").Append(Text(Member(field, "formatPropertyField"), "propertyValue")).Append('\n');
        }

        text.Append('\n');
        return true;
    }

    private static string Name(PSObject field) => Text(field, "label") is { Length: > 0 } label ? label : Text(field, "propertyName");

    private static PSObject? Member(PSObject? item, string name) => item?.Properties[name]?.Value is object value ? PSObject.AsPSObject(value) : null;

    private static string Text(PSObject? item, string name) => item?.Properties[name]?.Value as string ?? string.Empty;

    private static IEnumerable<PSObject> Items(PSObject? item, string name) =>
        Member(item, name)?.BaseObject is IEnumerable items ? items.Cast<object>().Select(PSObject.AsPSObject) : [];

    private static string ByOutString(IReadOnlyList<PSObject?> output)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Utility\\Out-String").AddParameter("Width", Width);
        string text = string.Concat(shell.Invoke<string>(output));

        // Lines are padded to the width; the padding would be paid for.
        return string.Join("\n", text.Split('\n').Select(static line => line.TrimEnd())).Trim('\n');
    }
}
