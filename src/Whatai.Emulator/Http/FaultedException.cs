using System;

namespace Whatai.Emulator.Http;

/// <summary>A fault ends the answer here, deliberately.</summary>
internal sealed class FaultedException(bool reset) : Exception
{
    /// <summary>End by RST instead of FIN.</summary>
    internal bool Reset { get; } = reset;
}
