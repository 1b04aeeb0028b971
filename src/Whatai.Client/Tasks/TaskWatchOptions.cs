using System;

namespace Whatai.Client.Tasks;

/// <summary>How tasks are watched. All time spans are above zero, save where zero is said to mean something.</summary>
public sealed record TaskWatchOptions
{
    /// <summary>From the first look at a task to the second. Default 2 s.</summary>
    public TimeSpan FirstInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the interval grows to, half as long again with each look. Default 10 s.</summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The least from one request to the next, whichever task it is for. Default 0.55 s: at most two within any second, also where
    /// the network delays one of them a little.
    /// </summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromSeconds(0.55);

    /// <summary>How long one look may take. Default 30 s.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long failures that pass are put up with when nothing else comes. Default 10 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to watch in all; zero (the default) for no limit.</summary>
    public TimeSpan Timeout { get; init; }
}
