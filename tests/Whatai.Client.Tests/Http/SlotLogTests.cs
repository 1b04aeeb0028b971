using System;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What is kept of the requests that went, which a limit counts.</summary>
public class SlotLogTests
{
    private static readonly RateGate s_gate = new(TimeProvider.System);

    [Fact]
    public void A_fast_run_without_a_limit_keeps_no_more_than_a_limit_would_count()
    {
        var log = new SlotLog();
        log.RoomAt(int.MaxValue, TimeSpan.Zero);

        Send(log, 100_000);

        Assert.Equal(20_000, log.Count);
    }

    [Fact]
    public void All_that_a_known_limit_counts_are_kept()
    {
        var log = new SlotLog();
        Assert.Equal(TimeSpan.Zero, log.RoomAt(150_000, TimeSpan.Zero));

        Send(log, 149_999);
        Assert.Equal(TimeSpan.Zero, log.RoomAt(150_000, TimeSpan.Zero));
        Send(log, 1);

        Assert.InRange(log.RoomAt(150_000, TimeSpan.Zero).TotalSeconds, 60, 62);
    }

    private static void Send(SlotLog log, int count)
    {
        for (int i = 0; i < count; i++)
        {
            log.Add(new SendSlot(s_gate, null, TimeSpan.Zero, 100));
        }
    }
}
