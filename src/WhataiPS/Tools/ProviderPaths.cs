using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>
/// Holds the paths that a model gives to the providers that were allowed. A command that reads files reads <c>Env:</c> and
/// <c>Variable:</c> just as well, where keys lie.
/// </summary>
internal sealed class ProviderPaths(PSCmdlet cmdlet, string[] allowed)
{
    private const string Ending = "Path";

    /// <summary>Whether a parameter takes a path of any provider, as far as its name and its other names tell.</summary>
    public static bool IsPath(CommandParameterInfo parameter) =>
        new[] { parameter.Name }.Concat(parameter.Aliases).Any(static name =>
            name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || string.Equals(name, "Destination", StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a call may not run, for the model; null where it may. The user is told by a warning.</summary>
    public string? Refusal(Tool tool, ToolArguments arguments)
    {
        ToolParameter[] parameters = [.. tool.Parameters.Where(static parameter => parameter.IsPath)];
        if (parameters.Length == 0)
        {
            return null;
        }

        List<string> paths = [.. parameters.SelectMany(parameter => Texts(arguments.Named[parameter.Name]))];
        if (paths.Count == 0 && tool.Target is CmdletInfo)
        {
            // What Get-ChildItem lists then.
            paths.Add(".");
        }

        foreach (string path in paths)
        {
            if (ProviderOf(path) is string provider && !allowed.Any(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(provider)))
            {
                cmdlet.WriteWarning(SR.ToolPathRefused(tool.CommandWord, PowerShellText.Quoted(path), provider));
                return ToolResultMessages.Format(ToolResultMessages.ProviderNotAllowed, path, provider, string.Join(", ", allowed));
            }
        }

        return null;
    }

    // A list in a list becomes a text, which may be a path again.
    private static IEnumerable<string> Texts(object? value) => value switch
    {
        string text => [text],
        IDictionary => [],
        IEnumerable items => items.Cast<object?>().SelectMany(Texts),
        _ => [],
    };

    private string? ProviderOf(string path)
    {
        try
        {
            cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name;
        }
        catch (Exception ex) when (ex is RuntimeException or NotSupportedException or ArgumentException)
        {
            // No such drive: the command will say so.
            return null;
        }
    }
}
