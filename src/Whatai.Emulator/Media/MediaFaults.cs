using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Faults;

namespace Whatai.Emulator.Media;

/// <summary>The faults of the media host. They have a queue of their own.</summary>
internal static class MediaFaults
{
    internal const string Cut = "cut";
    internal const string Reset = "reset";
    internal const string Stall = "stall";
    internal const string Slow = "slow";
    internal const string NoRange = "no-range";
    internal const string NoValidators = "no-validators";
    internal const string WeakTag = "weak-tag";
    internal const string Changed = "changed";
    internal const string WrongRange = "wrong-range";
    internal const string Chunked = "chunked";
    internal const string Html = "html";
    internal const string Json = "json";
    internal const string Empty = "empty";
    internal const string Redirect = "redirect";
    internal const string RedirectGateway = "redirect-gateway";

    private static readonly (string Name, string Effect)[] s_faults =
    [
        (Cut, "Half of what was asked for, then FIN"),
        (Reset, "Half of what was asked for, then RST"),
        (Stall, "Half of what was asked for, then nothing until the client closes"),
        (Slow, "64 KB every 20 ms"),
        (NoRange, "200 with the whole file, whatever range was asked for"),
        (NoValidators, "Neither ETag nor Last-Modified"),
        (WeakTag, "A weak ETag, and no Last-Modified"),
        (Changed, "Another ETag, whatever If-Range says"),
        (WrongRange, "206 with the file's start, whatever range was asked for"),
        (Chunked, "No Content-Length: chunks, and half of them before FIN"),
        (Html, "200 with a web page"),
        (Json, "200 with an error object"),
        (Empty, "200 with an empty body"),
        (Redirect, "302 to this host under its other name, http://localhost:PORT"),
        (RedirectGateway, "302 to the gateway's own port"),
        ("403", "403 as for an address whose time is over"),
        ("404", "404"),
        ("410", "410"),
        ("429", "429 with retry-after-ms: 50"),
        ("500", "500"),
        ("503", "503"),
    ];

    internal static IReadOnlyList<FaultInfo> Infos { get; } =
        Array.AsReadOnly(s_faults.Select(f => new FaultInfo(f.Name, f.Effect, false)).ToArray());

    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static Fault Get(string name) => s_faults.Any(f => f.Name == name)
        ? new Fault(name, string.Empty, false)
        : throw new ArgumentException($"Unknown fault '{name}' of the media host. Known are: {string.Join(", ", s_faults.Select(f => f.Name))}.", nameof(name));
}
