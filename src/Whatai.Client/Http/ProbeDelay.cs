using System;

namespace Whatai.Client.Http;

/// <summary>How long to wait until a gateway that refuses is asked again: 1 second, and twice as long each time, up to 15.</summary>
internal sealed class ProbeDelay
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    public TimeSpan Current { get; private set; } = First;

    public void Lengthen() => Current = Current + Current < s_longest ? Current + Current : s_longest;

    public void Reset() => Current = First;
}
