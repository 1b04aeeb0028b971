using System;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Streaming;

/// <summary>How the streams of one API differ from those of others.</summary>
/// <param name="InterruptAfter">The number of complete events before a fault interrupts a stream: those up to the second token of a text.</param>
internal sealed record StreamFormat(int InterruptAfter)
{
    /// <summary>Chat's: data lines, then <c>[DONE]</c>.</summary>
    internal static StreamFormat Chat { get; } = new(3) { EndsInDone = true };

    internal bool EndsInDone { get; init; }

    /// <summary>One JSON array in place of server-sent events.</summary>
    internal bool IsArray { get; init; }

    /// <summary>The event of an upstream failure, by its number in the stream: its event: name and its data.</summary>
    internal Func<Exchange, long, (byte[]? Name, byte[] Json)> Error { get; init; } = (exchange, _) => (null, exchange.ErrorJson());
}
