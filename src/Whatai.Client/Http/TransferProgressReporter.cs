using System;
using System.Threading;

namespace Whatai.Client.Http;

/// <summary>Tells an observer how far a transfer is: not more often than a person can read, and not at all where it is over at once.</summary>
internal sealed class TransferProgressReporter(Action<CallEvent>? observer, CallStep step, TimeProvider clock)
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    private long _last = clock.GetTimestamp();
    private bool _told;

    public void Moved(long bytes, long? total)
    {
        if (observer is null || (clock.GetElapsedTime(Volatile.Read(ref _last)) < s_between && !(_told && bytes == total)))
        {
            return;
        }

        Volatile.Write(ref _last, clock.GetTimestamp());
        _told = true;
        observer(CallEvent.Transferring(step, bytes, total));
    }
}
