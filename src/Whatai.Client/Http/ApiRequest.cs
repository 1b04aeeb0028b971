using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>What a request costs when it is sent twice; the retry table branches on it.</summary>
internal enum RequestCost
{
    /// <summary>Reading or deleting: always safe to repeat.</summary>
    Free,

    /// <summary>Chat: repeated after a clean refusal, not after a time-out unless asked.</summary>
    Chat,

    /// <summary>Images, video, audio: never repeated once the bytes may have been read.</summary>
    Media,
}

/// <summary>One request, without its address' root and its secrets.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path, RequestCost Cost)
{
    /// <summary>The model that it asks, which may have a limit of its own; null where the route has none.</summary>
    public string? Model { get; init; }

    /// <summary>The body; null sends none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>A form with files in the place of a body; null sends none.</summary>
    public MultipartForm? Form { get; init; }

    public bool HasBody => Body is not null || Form is not null;

    /// <summary>
    /// A hosted file's own address, in the place of a path on the gateway. Its host is not the gateway: neither the key nor the
    /// connection's headers go there.
    /// </summary>
    public Uri? MediaUri { get; init; }

    /// <summary>Whether the gateway may point elsewhere for it, as for a video's content. Neither the key nor the connection's headers go there.</summary>
    public bool MayLeaveGateway { get; init; }

    /// <summary>Whether a site may well lack the route: then an error or a web page says nothing about its line.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>Headers that the request is made of, such as Range. They go wherever the request goes.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>What its answer is to be, in the words of an error; null where it is JSON.</summary>
    public LocalizableMessage? Wanted { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>What makes it the same request again: where it goes, and its body, or the fields of its form, of which files count by their content.</summary>
    /// <exception cref="System.IO.IOException">A file can't be read.</exception>
    public byte[] Identify() => [.. Encoding.UTF8.GetBytes(Path + "\n"), .. Form?.Identify() ?? Body ?? []];

    /// <summary>Whether its answer is text, and no file.</summary>
    public bool IsText => Accept is "application/json" or "text/event-stream";
}
