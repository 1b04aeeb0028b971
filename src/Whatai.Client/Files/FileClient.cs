using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Files;

/// <summary>Files that answers name.</summary>
public sealed class FileClient
{
    private readonly ApiSender _sender;

    internal FileClient(ApiSender sender) => _sender = sender;

    /// <summary>
    /// Fetches a hosted file to disk, never holding it in memory. It gets its name when it is whole. After a drop, and after a
    /// process that was killed, it goes on where it ended if the host shows that the content is the same. The key and the
    /// connection's headers are not sent, since the host is not the gateway. Its progress is reported to the observer.
    /// </summary>
    /// <param name="address">The http or https address.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call. A partial file of 1 MB or more may stay, to be gone on with.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentException">The address is not of http or https.</exception>
    /// <exception cref="WhataiException">It could not be fetched, or is not of the target's kind.</exception>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public Task<SavedFile> SaveAsync(Uri address, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new LocalizableMessage("NotAFileAddress", $"'{address}' is not an address of http or https.").Redacted(_sender.Secrets).ToArgumentException(nameof(address));
        }

        var request = new ApiRequest(HttpMethod.Get, string.Empty, RequestCost.Free)
        {
            MediaUri = address,
            Accept = target.Kind is null ? "*/*" : target.Kind + "/*",
        };
        return new FileDownload(_sender, request, target, options ?? new CallOptions(), cancellationToken).RunAsync();
    }

    /// <summary>
    /// Takes away what processes that were killed left half-written in a folder. Nobody can go on with it; what somebody writes to is locked,
    /// and stays, as does the start of a download.
    /// </summary>
    /// <param name="folder">The folder; it need not be there.</param>
    public static void RemoveLeftovers(string folder) => FileWriter.RemoveLeftovers(folder);

    /// <summary>Writes what is in memory as <see cref="SaveAsync"/> writes: whole or not at all.</summary>
    /// <param name="content">The file.</param>
    /// <param name="target">Where it goes. Its kind is not looked at.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The file.</returns>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public static Task<SavedFile> WriteAsync(byte[] content, FileTarget target, CancellationToken cancellationToken = default) =>
        FileWriter.WriteAsync(content, target, cancellationToken);
}
