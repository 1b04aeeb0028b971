using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using Whatai.Client.Http;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Where the key comes from, where it is kept, and whether it works.</content>
public sealed partial class ConnectWhataiCommand
{
    private bool Works(WhataiConnection connection)
    {
        bool works = false;
        WriteErrorOnFailure(connection.CurrentEndpoint, () =>
        {
            connection.Models.Set(Await(connection.Client.Models.ListAsync(new CallOptions { Observer = Observer }, StopToken)));
            works = true;
        });
        return works;
    }

    // The connection is saved in any case.
    private SavedConnection StoreKey(WhataiConnection connection, SavedConnection settings)
    {
        settings = settings with { KeyStore = null, ProtectedKey = null };
        KeyStore? store = KeyStore.Find(out string why);
        try
        {
            if (store is not null)
            {
                string? kept = Await(store.SaveAsync(connection.Name, connection.Client.Options.ApiKey!, StopToken));
                WriteVerbose(SR.KeyStored(connection.Name, store.Id));
                return settings with { KeyStore = store.Id, ProtectedKey = kept, SecretName = null, Vault = null };
            }
        }
        catch (IOException ex)
        {
            why = ex.Message;
        }

        WriteWarning(SR.KeyNotSaved(connection.Name, why));
        return settings;
    }

    private SecureString ReadStored(SavedConnection settings)
    {
        try
        {
            KeyStore? store = KeyStore.Find(out string why);
            return store is null ? throw new IOException(why) : store.Id != settings.KeyStore ? throw new IOException(SR.KeyStoreOther) : Await(store.ReadAsync(settings.Name, settings.ProtectedKey, StopToken));
        }
        catch (IOException ex)
        {
            ThrowTerminatingError(WhataiErrors.StoredKeyUnavailable(settings.Name, settings.KeyStore!, ex));
            throw;
        }
    }

    private SecureString ReadSecret(string name, string? vault)
    {
        Exception? reason = null;
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Get-Secret").AddParameter("Name", name).AddParameter("ErrorAction", ActionPreference.Stop);
            if (vault is not null)
            {
                shell.AddParameter("Vault", vault);
            }

            object? secret = shell.Invoke().FirstOrDefault()?.BaseObject;
            if (new SecureStringTransformationAttribute().Transform(null!, secret!) is SecureString key)
            {
                return key;
            }
        }
        catch (CommandNotFoundException ex) when (ex.CommandName == "Get-Secret")
        {
            ThrowTerminatingError(WhataiErrors.SecretModuleMissing(name, ex));
        }
        catch (RuntimeException ex)
        {
            reason = ex;
        }

        ThrowTerminatingError(WhataiErrors.SecretNotFound(name, reason));
        return null!;
    }
}
