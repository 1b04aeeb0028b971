using System;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Faults;

/// <summary>One way of misbehaving: it replaces, interrupts or distorts the endpoint's answer.</summary>
internal sealed record Fault(string Name, string Effect, bool Billed)
{
    /// <summary>
    /// Answers in place of the endpoint: if not billed, before the request is validated; if billed, after the dispatch.
    /// </summary>
    internal Func<Exchange, Task>? Answer { get; init; }

    internal Interruption Interruption { get; init; }

    internal ResponseQuirks Quirks { get; init; }

    internal bool IsRedirect { get; init; }

    internal void ApplyTo(Exchange exchange)
    {
        exchange.Entry.Fault = Name;
        exchange.Replacement = Answer;
        exchange.Response.Interruption = Interruption;
        exchange.Response.Quirks = Quirks;
    }
}
