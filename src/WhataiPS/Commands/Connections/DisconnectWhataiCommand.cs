using System;
using System.Collections.Generic;
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

    /// <summary>The connections' names, with wildcards. The default one where none is given.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

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
        WhataiConnection? before = session.Connections.FirstOrDefault();
        if (!All && Name is null && before is null)
        {
            WriteError(WhataiErrors.NotConnected());
        }

        foreach (string name in All ? ["*"] : Name ?? (before is null ? [] : [before.Name]))
        {
            Disconnect(session, name);
        }

        if (!All && session.Find(null) is WhataiConnection now && now != before)
        {
            WriteWarning(SR.DefaultIsNow(now.Name, now.CurrentEndpoint));
        }
    }

    // A pattern may fit none, as with other cmdlets; a name may not.
    private void Disconnect(WhataiSession session, string name)
    {
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        string[] open = [.. session.Connections.Select(static one => one.Name).Where(one => isPattern ? pattern.IsMatch(one) : one.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (Forget && !ForgetSaved(name, isPattern, pattern))
        {
            return;
        }

        if (!isPattern && !Forget && open.Length == 0)
        {
            WriteError(WhataiErrors.NoSuchConnection(name));
        }

        foreach (string one in open)
        {
            if (ShouldProcess(one, SR.DisconnectAction))
            {
                session.Remove(one);
            }
        }
    }

    // False where one was to be kept, or could not be forgotten.
    private bool ForgetSaved(string name, bool isPattern, WildcardPattern pattern)
    {
        try
        {
            List<string> names = isPattern ? [.. SavedConnections.Read().Select(static one => one.Name).Where(pattern.IsMatch)] : [name];
            return names.TrueForAll(one => ShouldProcess(one, SR.ForgetConnection(SavedConnections.FilePath)) && RemoveSaved(one));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.ConnectionsNotSaved(SavedConnections.FilePath, ex));
            return false;
        }
    }

    private bool RemoveSaved(string name)
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
