using System.Linq;

namespace Whatai.Client.Conversations;

/// <summary>Where a person is, roughly, so that a search finds what is near.</summary>
public sealed record SearchLocation
{
    /// <summary>The country, by the two letters of ISO 3166-1, such as <c>CN</c>.</summary>
    public string? Country { get; init; }

    /// <summary>The region, as text.</summary>
    public string? Region { get; init; }

    /// <summary>The city, as text.</summary>
    public string? City { get; init; }

    /// <summary>The time zone by its IANA name, such as <c>Asia/Shanghai</c>.</summary>
    public string? Timezone { get; init; }

    /// <summary>City, region and country.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(", ", new[] { City, Region, Country, Timezone }.Where(part => !string.IsNullOrEmpty(part)));
}
