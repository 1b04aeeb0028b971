using System;
using System.Collections.Generic;

namespace Whatai.Emulator;

/// <summary>How a <see cref="GatewayEmulator"/> starts.</summary>
public sealed class EmulatorOptions
{
    /// <summary>The models offered when nothing else is said.</summary>
    public static IReadOnlyList<string> DefaultModels { get; } = Array.AsReadOnly(
    [
        "gpt-4o-mini", "gpt-4o", "gpt-4.1", "gpt-4.1-mini", "o3", "claude-3-7-sonnet-20250219-thinking", "deepseek-r1",
        "gemini-2.5-pro", "nano-banana", "gpt-image-1", "doubao-seedance-1-0-pro-250528", "tts-1", "whisper-1",
        "text-embedding-3-small",
    ]);

    /// <summary>The loopback port, 0 to 65535; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The one key that is let in; not empty. Default <c>sk-emulator</c>.</summary>
    public string ApiKey { get; init; } = "sk-emulator";

    /// <summary>The wait before the first byte of every answer; not negative. Default zero.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The wait between two streamed chunks; not negative. Default zero: chunks leave in batches of about 64 KB.</summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>The models that are known. An empty list accepts every name.</summary>
    public IReadOnlyList<string> Models { get; init; } = DefaultModels;

    /// <summary>How many of the newest requests, and of the newest ledger entries, are kept; 0 or more. Default 10,000.</summary>
    public int LogLimit { get; init; } = 10_000;

    /// <summary>A fault that every API request gets from the start until <see cref="GatewayEmulator.ClearFaults"/>; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// The base URL to which the fault <c>redirect-cross</c> points, such as another emulator's. Null (the default) means this
    /// emulator under its other host name, <c>http://localhost:PORT</c>.
    /// </summary>
    public string? RedirectTarget { get; init; }
}
