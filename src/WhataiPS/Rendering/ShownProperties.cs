using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;

namespace WhataiPS.Rendering;

/// <summary>One of the properties that PowerShell shows of a type.</summary>
internal sealed record ShownProperty(string Name, Func<PSObject, object?> Read);

/// <summary>Which properties PowerShell shows of a .NET type: those of its first view, and those of its default display set.</summary>
internal sealed class ShownProperties
{
    // Their view is for the screen, with a name in colours.
    private static readonly string[] s_fileProperties = ["Mode", "LastWriteTime", "Length", "FullName"];

    private static readonly Regex s_escape = new("\x1b\\[[0-9;]*m", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, IReadOnlyList<ShownProperty>?> _types = new(StringComparer.Ordinal);

    /// <summary>The properties; null where neither a view nor a display set is defined.</summary>
    public IReadOnlyList<ShownProperty>? Of(PSObject item)
    {
        string type = string.Join("\n", item.TypeNames);
        if (!_types.TryGetValue(type, out IReadOnlyList<ShownProperty>? shown))
        {
            _types[type] = shown = Find(item);
        }

        return shown;
    }

    /// <summary>Reads a property; one that can't be read now says nothing.</summary>
    public static bool TryRead(Func<object?> read, out object? value)
    {
        try
        {
            value = read();
            return true;
        }
        catch (Exception ex) when (ex is RuntimeException or InvalidOperationException or NotSupportedException or UnauthorizedAccessException or TargetInvocationException)
        {
            value = null;
            return false;
        }
    }

    private static List<ShownProperty>? Find(PSObject item)
    {
        if (item.BaseObject is FileSystemInfo)
        {
            return [.. s_fileProperties.Select(Property)];
        }

        List<ShownProperty> shown = FirstView(item.TypeNames);
        if ((item.Members["PSStandardMembers"] as PSMemberSet)?.Members["DefaultDisplayPropertySet"] is PSPropertySet set)
        {
            // Name, say, where the view has ProcessName already, is another name for it.
            shown.AddRange(set.ReferencedPropertyNames.Where(name => !IsShown(name) && !IsShown((item.Properties[name] as PSAliasProperty)?.ReferencedMemberName)).Select(Property));
        }

        return shown.Count == 0 ? null : shown;

        bool IsShown(string? name) => shown.Exists(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static List<ShownProperty> FirstView(Collection<string> typeNames)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Utility\\Get-FormatData").AddParameter("TypeName", typeNames.ToArray()).AddParameter("ErrorAction", ActionPreference.Ignore);
        Collection<ExtendedTypeDefinition> definitions;
        try
        {
            definitions = shell.Invoke<ExtendedTypeDefinition>();
        }
        catch (RuntimeException)
        {
            // A session that has no such command has no views to go by.
            return [];
        }

        PSControl? control = typeNames
            .Select(name => definitions.FirstOrDefault(one => one.TypeNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
            .FirstOrDefault(static one => one is not null)?.FormatViewDefinition.FirstOrDefault()?.Control;
        return control switch
        {
            TableControl { Rows.Count: > 0 } table => [.. Group(table), .. table.Rows[0].Columns.Select((column, i) => Entry(i < table.Headers.Count ? table.Headers[i].Label : null, column.DisplayEntry))],
            ListControl { Entries.Count: > 0 } list => [.. Group(list), .. list.Entries[0].Items.Select(static line => Entry(line.Label, line.DisplayEntry))],
            _ => [],
        };
    }

    private static IEnumerable<ShownProperty> Group(PSControl control) =>
        control.GroupBy is { Expression: DisplayEntry by } group ? [Entry(group.Label, by)] : [];

    private static ShownProperty Property(string name) => new(name, item => item.Properties[name]?.Value);

    private static ShownProperty Entry(string? label, DisplayEntry entry)
    {
        string name = label is { Length: > 0 } ? label : entry.Value.Trim();
        if (entry.ValueType == DisplayEntryValueType.Property)
        {
            return new ShownProperty(name, item => item.Properties[entry.Value]?.Value);
        }

        ScriptBlock script = ScriptBlock.Create(entry.Value);
        return new ShownProperty(name, item => One(script.InvokeWithContext(null, [new PSVariable("_", item)])));
    }

    private static object? One(Collection<PSObject> values) => values.Count switch
    {
        0 => null,
        1 => values[0]?.BaseObject is string text ? s_escape.Replace(text, string.Empty) : values[0],
        _ => values,
    };
}
