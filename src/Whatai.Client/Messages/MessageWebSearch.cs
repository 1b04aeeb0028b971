using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Messages;

/// <summary>The server's tool that searches the web.</summary>
public sealed record MessageWebSearch
{
    /// <summary>The tool's name in answers and for a tool choice.</summary>
    public const string Name = "web_search";

    /// <summary>The tool's version on the wire.</summary>
    public string Type { get; init; } = "web_search_20250305";

    /// <summary>The most searches in one request; null leaves it to the model.</summary>
    public int? MaxUses { get; init; }

    /// <summary>The only hosts that may be found, such as <c>example.com</c>. Not together with <see cref="BlockedDomains"/>.</summary>
    public IReadOnlyList<string>? AllowedDomains { get; init; }

    /// <summary>Hosts that are left out.</summary>
    public IReadOnlyList<string>? BlockedDomains { get; init; }

    /// <summary>Where the person is, roughly.</summary>
    public SearchLocation? Location { get; init; }

    /// <summary>The tool's version.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Type;
}
