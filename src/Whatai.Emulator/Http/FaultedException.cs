using System;

namespace Whatai.Emulator.Http;

/// <summary>A fault ends the answer here, deliberately.</summary>
internal sealed class FaultedException(bool reset, bool isWhole = false) : Exception
{
    /// <summary>End by RST instead of FIN.</summary>
    internal bool Reset { get; } = reset;

    /// <summary>The answer has the end that HTTP wants, so that the connection may go on.</summary>
    internal bool IsWhole { get; } = isWhole;
}
