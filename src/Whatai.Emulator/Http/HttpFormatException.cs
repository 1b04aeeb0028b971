using System;

namespace Whatai.Emulator.Http;

/// <summary>A request that is not HTTP, or exceeds a limit; the connection is closed after the answer.</summary>
internal sealed class HttpFormatException(int status, string message) : Exception(message)
{
    internal int Status { get; } = status;
}
