using System.Text.Json;
using System.Threading;

namespace Whatai.Emulator.Responses;

/// <summary>
/// How a response stands that is made in the background: queued at first, in progress when it is first looked at, and done from the second
/// look on, so that no test waits for a clock.
/// </summary>
internal sealed class BackgroundRun(ResponseJson json, bool isStuck, bool fails)
{
    private int _looks;
    private int _cancelled;

    internal void WriteQueued(Utf8JsonWriter w) => json.WriteUnfinished(w, "queued");

    /// <summary>Ends it, if it is not done.</summary>
    internal void Cancel()
    {
        if (isStuck || Volatile.Read(ref _looks) < 2)
        {
            Volatile.Write(ref _cancelled, 1);
        }
    }

    /// <summary>Looks at it.</summary>
    internal void WriteNow(Utf8JsonWriter w)
    {
        if (Volatile.Read(ref _cancelled) == 1)
        {
            json.WriteUnfinished(w, "cancelled");
        }
        else if (Interlocked.Increment(ref _looks) == 1 || isStuck)
        {
            json.WriteInProgress(w);
        }
        else if (fails)
        {
            json.WriteFailed(w);
        }
        else
        {
            json.WriteFinal(w);
        }
    }
}
