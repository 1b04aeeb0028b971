using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Disconnect-Whatai: forgets a connection and its key.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Whatai", DefaultParameterSetName = NameSet, SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectWhataiCommand : WhataiCommand
{
    private const string NameSet = "Name";
    private const string AllSet = "All";

    /// <summary>The connection's name. The default one where it is not given.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Forgets all connections.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>Also takes away what Connect-Whatai -Save keeps of it for later sessions.</summary>
    [Parameter(ParameterSetName = NameSet)]
    public SwitchParameter Forget { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        WhataiSession session = WhataiSession.Current;
        if (All)
        {
            foreach (string name in session.Connections.Select(connection => connection.Name).ToList())
            {
                Disconnect(session, name);
            }

            return;
        }

        string? wanted = Name ?? session.Connections.FirstOrDefault()?.Name;
        if (wanted is not null && Forget)
        {
            bool isForgotten = ShouldProcess(wanted, SR.ForgetConnection(SavedConnections.FilePath)) && RemoveSaved(wanted);
            if (!isForgotten || session.Connections.All(one => !one.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
            {
                return;
            }
        }

        if (wanted is null || session.Find(wanted) is null)
        {
            WriteError(wanted is null ? WhataiErrors.NotConnected() : WhataiErrors.NoSuchConnection(wanted));
            return;
        }

        WhataiConnection? before = session.Find(null);
        Disconnect(session, wanted);
        if (session.Find(null) is WhataiConnection now && now != before)
        {
            WriteWarning(SR.DefaultIsNow(now.Name, now.CurrentEndpoint));
        }
    }

    private void Disconnect(WhataiSession session, string name)
    {
        if (ShouldProcess(name, SR.DisconnectAction))
        {
            session.Remove(name);
        }
    }

    private bool RemoveSaved(string name)
    {
        try
        {
            SavedConnection? saved = SavedConnections.Find(name);
            if (SavedConnections.Remove(name))
            {
                RemoveKey(saved!);
                return true;
            }

            WriteError(WhataiErrors.NoSuchSavedConnection(name));
            return false;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.ConnectionsNotSaved(SavedConnections.FilePath, ex));
            return false;
        }
    }

    private void RemoveKey(SavedConnection saved)
    {
        if (saved.KeyStore is null)
        {
            return;
        }

        try
        {
            KeyStore? store = KeyStore.Find(out string why);
            Await((store ?? throw new IOException(why)).RemoveAsync(saved.Name, StopToken));
        }
        catch (IOException ex)
        {
            WriteWarning(SR.StoredKeyLeft(saved.Name, saved.KeyStore, ex.Message));
        }
    }
}
