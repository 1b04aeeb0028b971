using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Emulator.Responses;

/// <summary>A response object in each of its states, with its items.</summary>
internal abstract class ResponseBody
{
    internal abstract IReadOnlyList<OutputItem> Items { get; }

    /// <summary><c>completed</c> or <c>incomplete</c>.</summary>
    internal abstract string Status { get; }

    /// <summary>Writes its members in the final state.</summary>
    internal abstract void WriteFinal(Utf8JsonWriter w);

    /// <summary>Writes its members in progress, before any output.</summary>
    internal abstract void WriteInProgress(Utf8JsonWriter w);

    /// <summary>Writes its members after an upstream failure.</summary>
    internal abstract void WriteFailed(Utf8JsonWriter w);

    private protected static void WriteFailure(Utf8JsonWriter w)
    {
        w.WriteString("code", "server_error");
        w.WriteString("message", Http.Exchange.UpstreamFailure);
    }
}
