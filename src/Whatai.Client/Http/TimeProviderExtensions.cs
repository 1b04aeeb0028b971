using System;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>Measuring and waiting by an injected clock.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The time since a fixed moment in the past, which no change of the system's clock moves: what deadlines and spacings go by.</summary>
    public static TimeSpan Monotonic(this TimeProvider clock) => clock.GetElapsedTime(0);

    /// <summary>Waits; the method has another name on each framework.</summary>
    public static Task DelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
#if NETFRAMEWORK
        clock.Delay(delay, cancellationToken);
#else
        Task.Delay(delay, clock, cancellationToken);
#endif
}
