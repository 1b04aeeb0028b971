using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Security;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>A store that a program of the system opens. Keys go through its input and output, never into its arguments, which all can see.</summary>
internal abstract class ProgramKeyStore(string program) : KeyStore
{
    protected const string Service = "WhataiPS";

    // Somebody may be asked for the password of the store meanwhile.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs the program.</summary>
    /// <returns>What it wrote; null where it failed without a word, as where it found nothing.</returns>
    /// <exception cref="IOException">It failed; the message is the program's.</exception>
    protected async Task<string?> RunAsync(string arguments, string input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception ex)
        {
            throw new IOException(ex.Message, ex);
        }

        using CancellationTokenRegistration stop = limit.Token.Register(() => Kill(process));
        Task<string> output = ReadAsync(process.StandardOutput);
        Task<string> problem = ReadAsync(process.StandardError);
        byte[] bytes = Encoding.UTF8.GetBytes(input);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(bytes, 0, bytes.Length, CancellationToken.None).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read its input; it says why.
        }

        string text = await output.ConfigureAwait(false);
        string why = (await problem.ConfigureAwait(false)).Trim();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        string name = Path.GetFileName(program);
        return limit.IsCancellationRequested ? throw new IOException(SR.KeyStoreSilent(name, s_limit.TotalSeconds))
            : why.Length > 0 ? throw new IOException(SR.KeyStoreFailed(name, why.TrimEnd('.')))
            : process.ExitCode == 0 ? text : null;
    }

    protected static SecureString ToKey(string? output) =>
        output?.TrimEnd('\n', '\r') is { Length: > 0 } key ? new NetworkCredential(string.Empty, key).SecurePassword : throw new IOException(SR.KeyStoreEmpty);

    protected static string Text(SecureString key) => new NetworkCredential(string.Empty, key).Password;

    /// <summary>An argument in quotes, as .NET and the programs take it.</summary>
    protected static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static Task<string> ReadAsync(StreamReader output) => output.ReadToEndAsync();

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}

/// <summary>The keyring of a Linux desktop, by libsecret's own program.</summary>
internal sealed class SecretServiceKeyStore(string program) : ProgramKeyStore(program)
{
    public override string Id => "libsecret";

    public override async Task<string?> SaveAsync(string name, SecureString key, CancellationToken cancellationToken)
    {
        string? done = await RunAsync($"store --label={Quote($"{Service}: {name}")} {Attributes(name)}", Text(key), cancellationToken).ConfigureAwait(false);
        return done is null ? throw new IOException(SR.KeyStoreFailed("secret-tool", "1")) : null;
    }

    public override async Task<SecureString> ReadAsync(string name, string? kept, CancellationToken cancellationToken) =>
        ToKey(await RunAsync($"lookup {Attributes(name)}", string.Empty, cancellationToken).ConfigureAwait(false));

    public override async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        await RunAsync($"clear {Attributes(name)}", string.Empty, cancellationToken).ConfigureAwait(false) is not null;

    private static string Attributes(string name) => $"service {Service} connection {Quote(name)}";
}

/// <summary>The Keychain of macOS, by its own program, which reads commands from its input.</summary>
internal sealed class KeychainKeyStore(string program) : ProgramKeyStore(program)
{
    public override string Id => "keychain";

    public override async Task<string?> SaveAsync(string name, SecureString key, CancellationToken cancellationToken)
    {
        string text = Text(key);
        if (text.Concat(name).Any(static c => char.IsControl(c)))
        {
            // A line's end would begin another command.
            throw new IOException(SR.KeyStoreUnfit);
        }

        await RunAsync("-i", $"add-generic-password -U -s {Service} -a {Quote(name)} -w {Quote(text)}\n", cancellationToken).ConfigureAwait(false);
        return null;
    }

    public override async Task<SecureString> ReadAsync(string name, string? kept, CancellationToken cancellationToken) =>
        ToKey(await RunAsync($"find-generic-password -s {Service} -a {Quote(name)} -w", string.Empty, cancellationToken).ConfigureAwait(false));

    public override async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync($"delete-generic-password -s {Service} -a {Quote(name)}", string.Empty, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (IOException ex) when (ex.Message.Contains("could not be found"))
        {
            return false;
        }
    }
}
