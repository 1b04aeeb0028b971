using System;

namespace Whatai.Client.Http;

/// <summary>What became of a request, as the gateway's limits go.</summary>
internal enum SlotState
{
    /// <summary>Nobody knows yet.</summary>
    Pending,

    /// <summary>The gateway let it in.</summary>
    Accepted,

    /// <summary>The gateway said 429.</summary>
    Refused,

    /// <summary>It failed otherwise. Some gateways count that, some don't.</summary>
    Failed,
}

/// <summary>A request that a <see cref="RateGate"/> let go, from the moment that it is sent.</summary>
internal sealed class SendSlot(RateGate gate, string? model, TimeSpan sent, int size)
{
    public string? Model => model;

    public TimeSpan Sent => sent;

    /// <summary>The bytes of its body.</summary>
    public int Size => size;

    public SlotState State { get; set; }

    /// <summary>When its answer came; the latest that the gateway can have counted it.</summary>
    public TimeSpan? Answered { get; set; }

    /// <summary>The tokens that it takes: an estimate, until the answer says how many.</summary>
    public double Tokens { get; set; }

    /// <summary>The tokens that count for a limit: none for what was refused.</summary>
    public double CountedTokens => State == SlotState.Refused ? 0 : Tokens;

    /// <summary>Whether the budget held that the gateway would refuse it.</summary>
    public bool IsEarly { get; set; }

    public void Accept() => gate.End(this, SlotState.Accepted);

    public void Fail() => gate.End(this, SlotState.Failed);

    public void Refuse(RateLimitNotice notice, TimeSpan pause, bool isBulk) => gate.Refuse(this, notice, pause, isBulk);

    /// <summary>How many tokens it took.</summary>
    public void Used(long? tokens) => gate.Correct(this, tokens);
}
