using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>Where the system keeps keys for a user: the Keychain of macOS, the keyring of a Linux desktop, the data protection of Windows.</summary>
internal abstract class KeyStore
{
    public const string Variable = "WHATAI_KEY_STORE";

    /// <summary>What the saved connection calls it.</summary>
    public abstract string Id { get; }

    /// <summary>The store of this system.</summary>
    /// <param name="why">Why there is none.</param>
    public static KeyStore? Find(out string why)
    {
        why = string.Empty;
        if (string.Equals(Environment.GetEnvironmentVariable(Variable), "none", StringComparison.OrdinalIgnoreCase))
        {
            why = SR.KeyStoreOff(Variable);
            return null;
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return new DataProtectionKeyStore();
        }

        bool isMac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);
        string program = isMac ? "security" : "secret-tool";
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        why = path is null ? SR.KeyStoreMissing(program) : string.Empty;
        return path is null ? null : isMac ? new KeychainKeyStore(path) : new SecretServiceKeyStore(path);
    }

    /// <summary>Keeps a key, in the place of the one that it has for the name.</summary>
    /// <returns>What the saved connection has to hold for it, encrypted; null for nothing.</returns>
    /// <exception cref="IOException">It could not be kept; the message says why.</exception>
    public abstract Task<string?> SaveAsync(string name, SecureString key, CancellationToken cancellationToken);

    /// <summary>The key of that name.</summary>
    /// <param name="name">The connection's name.</param>
    /// <param name="kept">What the saved connection holds for it.</param>
    /// <param name="cancellationToken">Stops waiting for somebody to open the store.</param>
    /// <exception cref="IOException">It is not there, or could not be had; the message says why.</exception>
    public abstract Task<SecureString> ReadAsync(string name, string? kept, CancellationToken cancellationToken);

    /// <summary>Takes a key away.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="IOException">It could not be taken away; the message says why.</exception>
    public abstract Task<bool> RemoveAsync(string name, CancellationToken cancellationToken);
}
