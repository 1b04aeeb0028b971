using System;

namespace Whatai.Emulator.Log;

/// <summary>What a dispatch is billed for beside its tokens.</summary>
internal sealed record BilledUnits
{
    /// <summary>The tokens of the request that came from the cache.</summary>
    internal long CachedTokens { get; init; }

    /// <summary>The tokens of the request that were written to the cache.</summary>
    internal long CacheWriteTokens { get; init; }

    /// <summary>Whether these are kept for an hour.</summary>
    internal bool IsLongCache { get; init; }

    /// <summary>How many calls it counts as, where the price is one of calls: images, seconds.</summary>
    internal decimal Calls { get; init; } = 1;

    /// <summary>The task that it started.</summary>
    internal string? TaskId { get; init; }

    /// <summary>When the task has failed and its price is paid back; null while it has not.</summary>
    internal Func<DateTime?> RefundedAt { get; init; } = static () => null;
}
