using System;
using System.Collections.Generic;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiConnection: shows where requests go. Without any, the one that the environment describes.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiConnection")]
[OutputType(typeof(WhataiConnection))]
public sealed class GetWhataiConnectionCommand : WhataiCommand
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
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
