using System;

namespace Whatai.Client.Json;

/// <summary>Times as the wire has them.</summary>
internal static class UnixTime
{
    private const long LastSecond = 253402300799;

    /// <summary>Seconds since 1970; null for 0, which says nothing, and for what no calendar has.</summary>
    public static DateTimeOffset? ToDate(long seconds) => seconds is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
