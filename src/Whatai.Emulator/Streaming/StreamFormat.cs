using System;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Streaming;

/// <summary>What tells one API's stream from another's.</summary>
/// <param name="InterruptAfter">How many events go out whole before a fault interrupts a stream: those up to the second token of a text.</param>
internal sealed record StreamFormat(int InterruptAfter)
{
    /// <summary>Chat's: data lines, then <c>[DONE]</c>.</summary>
    internal static StreamFormat Chat { get; } = new(3) { EndsInDone = true };

    internal bool EndsInDone { get; init; }

    /// <summary>One JSON array in place of server-sent events.</summary>
    internal bool IsArray { get; init; }

    /// <summary>The event of an upstream's failure, by its number in the stream: the name of its event: line, and its data.</summary>
    internal Func<Exchange, long, (byte[]? Name, byte[] Json)> Error { get; init; } = (exchange, _) => (null, exchange.ErrorJson());
}
