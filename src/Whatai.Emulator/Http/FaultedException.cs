using System;

namespace Whatai.Emulator.Http;

/// <summary>Ends an answer deliberately, because of a fault.</summary>
internal sealed class FaultedException(bool reset, bool isWhole = false) : Exception
{
    /// <summary>End by RST instead of FIN.</summary>
    internal bool Reset { get; } = reset;

    /// <summary>Whether the answer was terminated correctly, so that the connection can be reused.</summary>
    internal bool IsWhole { get; } = isWhole;
}
