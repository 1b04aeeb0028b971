using System;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Faults;

/// <summary>One way of misbehaving: it answers in the endpoint's place, or breaks or twists the endpoint's answer.</summary>
internal sealed record Fault(string Name, string Effect, bool Billed)
{
    /// <summary>
    /// Answers in the endpoint's place: if not billed, before anything of the request is checked; if billed, after the dispatch.
    /// </summary>
    internal Func<Exchange, Task>? Answer { get; init; }

    internal Break Break { get; init; }

    internal Twist Twist { get; init; }

    internal bool IsRedirect { get; init; }
}
