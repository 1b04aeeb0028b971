using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>
/// The data protection of Windows, as ConvertFrom-SecureString has it: the key stands encrypted in the file of connections, for the same user on the
/// same machine. To be called on the pipeline thread.
/// </summary>
internal sealed class DataProtectionKeyStore : KeyStore
{
    public override string Id => "dpapi";

    public override Task<string?> SaveAsync(string name, SecureString key, CancellationToken cancellationToken) =>
        Task.FromResult((string?)Run("ConvertFrom-SecureString", "SecureString", key));

    public override Task<SecureString> ReadAsync(string name, string? kept, CancellationToken cancellationToken) =>
        Task.FromResult((SecureString)Run("ConvertTo-SecureString", "String", kept ?? throw new IOException(SR.KeyStoreEmpty)));

    public override Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => Task.FromResult(true);

    private static object Run(string command, string parameter, object value)
    {
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Microsoft.PowerShell.Security\\" + command).AddParameter(parameter, value).AddParameter("ErrorAction", ActionPreference.Stop);
            return shell.Invoke().Single().BaseObject;
        }
        catch (RuntimeException ex)
        {
            throw new IOException(ex.Message, ex);
        }
    }
}
