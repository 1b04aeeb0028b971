using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Binding;

namespace WhataiPS.Tools;

/// <summary>What a command's help says. Only help that is on this machine is read; nothing is fetched.</summary>
internal sealed class CommandHelp
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    public string Synopsis { get; private set; } = string.Empty;

    public string? Parameter(string name) => _parameters.TryGetValue(name, out string? text) ? text : null;

    public static CommandHelp Of(CommandInfo command)
    {
        var help = new CommandHelp();
        CommentHelpInfo? comment = ScriptMetadata.Help(ScriptMetadata.Of(command));
        if (comment is { MamlHelpFile: null or "" })
        {
            help.Read(comment);
        }
        else if (command is CmdletInfo || (command is FunctionInfo && command.Module is not null))
        {
            help.ReadLocal(command);
        }

        return help;
    }

    private void Read(CommentHelpInfo comment)
    {
        Synopsis = ParameterSchema.Cut(string.IsNullOrWhiteSpace(comment.Synopsis) ? comment.Description ?? string.Empty : comment.Synopsis);
        foreach (KeyValuePair<string, string> parameter in comment.Parameters ?? new Dictionary<string, string>())
        {
            _parameters[parameter.Key] = parameter.Value;
        }
    }

    private void ReadLocal(CommandInfo command)
    {
        PSObject? found;
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Microsoft.PowerShell.Core\\Get-Help")
                .AddParameter("Name", string.IsNullOrEmpty(command.ModuleName) ? command.Name : command.ModuleName + "\\" + command.Name)
                .AddParameter("ErrorAction", ActionPreference.Ignore);
            found = shell.Invoke().FirstOrDefault();
        }
        catch (RuntimeException ex) when (ex is not PipelineStoppedException)
        {
            // Help is a courtesy.
            return;
        }

        // Where there is no help, PowerShell makes one up from the syntax, which the schema says better.
        if (found is null || !found.TypeNames.Any(name => name.StartsWith("MamlCommandHelpInfo", StringComparison.Ordinal)))
        {
            return;
        }

        Synopsis = ParameterSchema.Cut(Text(found, "Synopsis") is { Length: > 0 } synopsis ? synopsis : Text(found, "description"));
        foreach (object? parameter in Items((found.Properties["parameters"]?.Value as PSObject)?.Properties["parameter"]?.Value))
        {
            if (parameter is PSObject described && Text(described, "name") is { Length: > 0 } name && Text(described, "description") is { Length: > 0 } text)
            {
                _parameters[name] = text;
            }
        }
    }

    // A text, or paragraphs with a Text each.
    private static string Text(PSObject holder, string property) => string.Join(
        " ",
        Items(holder.Properties[property]?.Value).Select(item => (item as PSObject)?.Properties["Text"]?.Value?.ToString() ?? item?.ToString() ?? string.Empty)).Trim();

    private static IEnumerable<object?> Items(object? value)
    {
        object? inner = PSValue.Unwrap(value);
        return inner switch
        {
            null => [],
            string => [inner],
            IEnumerable items => items.Cast<object?>(),
            _ => [inner],
        };
    }
}
