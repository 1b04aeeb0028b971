using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiConnection: shows where requests go. Without any, the one that the environment describes.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiConnection")]
[OutputType(typeof(WhataiConnection), typeof(SavedConnection))]
public sealed class GetWhataiConnectionCommand : WhataiCommand
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Shows those that Connect-Whatai -Save keeps for later sessions instead.</summary>
    [Parameter]
    public SwitchParameter Saved { get; set; }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (Saved)
        {
            WriteSaved();
            return;
        }

        List<WhataiConnection> connections = [.. WhataiSession.Current.Connections];
        if (connections.Count == 0 && FromEnvironment() is WhataiConnection environment)
        {
            connections.Add(environment);
        }

        if (connections.Count == 0 && Name is null)
        {
            WriteError(WhataiErrors.NotConnected());
            return;
        }

        if (Name is null)
        {
            WriteObject(connections, enumerateCollection: true);
            return;
        }

        foreach (string name in Name)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<WhataiConnection> found = connections.FindAll(connection => pattern.IsMatch(connection.Name));
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(WhataiErrors.NoSuchConnection(name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    }

    private void WriteSaved()
    {
        IReadOnlyList<SavedConnection> saved;
        try
        {
            saved = SavedConnections.Read();
        }
        catch (Exception ex) when (ex is System.IO.IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.ConnectionsNotSaved(SavedConnections.FilePath, ex));
            return;
        }

        foreach (string name in Name ?? ["*"])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<SavedConnection> found = [.. saved.Where(connection => pattern.IsMatch(connection.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(WhataiErrors.NoSuchSavedConnection(name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    }

    private WhataiConnection? FromEnvironment()
    {
        try
        {
            return WhataiSession.Current.Find(null);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidEnvironment(ex));
            return null;
        }
    }
}
