using System;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>Waiting by an injected clock, whose method has another name on each framework.</summary>
internal static class ClockExtensions
{
    public static Task DelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
#if NETFRAMEWORK
        clock.Delay(delay, cancellationToken);
#else
        Task.Delay(delay, clock, cancellationToken);
#endif
}
