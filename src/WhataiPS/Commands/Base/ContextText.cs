using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WhataiPS.Commands;

/// <summary>Piped objects as text for a model: what a person would see of them, with room for whole lines.</summary>
internal static class ContextText
{
    private const int Width = 400;

    public static string Render(IReadOnlyList<PSObject> objects)
    {
        if (objects.All(item => item.BaseObject is string))
        {
            return string.Join("\n", objects.Select(item => (string)item.BaseObject));
        }

        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Utility\\Out-String").AddParameter("Width", Width);
        string text = string.Concat(shell.Invoke<string>(objects));

        // Tables are padded to the width; the padding would be paid for.
        return string.Join("\n", text.Split('\n').Select(line => line.TrimEnd())).Trim('\n');
    }
}
