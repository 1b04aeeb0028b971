using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Http;

/// <summary>One request and its answer, as seen by an endpoint.</summary>
internal sealed class Exchange : IDisposable
{
    internal const string UpstreamFailure = "The upstream closed the connection";

    private readonly CancellationTokenSource _aborting;

    internal Exchange(EmulatorState state, RequestHead head, RequestEntry entry, Stream stream, CancellationToken stopping)
    {
        State = state;
        Head = head;
        Entry = entry;
        _aborting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Aborted = _aborting.Token;
        RequestId = state.NewRequestId();
        Response = new ResponseWriter(head, entry, stream, state.Latency, Aborted);
        Response.AddHeader("X-Oneapi-Request-Id", RequestId);
    }

    internal EmulatorState State { get; }

    internal RequestHead Head { get; }

    internal RequestEntry Entry { get; }

    internal ResponseWriter Response { get; }

    internal byte[] Body { get; set; } = [];

    /// <summary>The values of the route's placeholders, decoded.</summary>
    internal IReadOnlyDictionary<string, string> RouteValues { get; set; } = new Dictionary<string, string>();

    /// <summary>How this route writes its errors.</summary>
    internal ErrorShape ErrorShape { get; set; } = ErrorShapes.Default;

    /// <summary>The id in the answer's X-Oneapi-Request-Id.</summary>
    internal string RequestId { get; }

    /// <summary>Cancelled when the client disconnects or the emulator stops.</summary>
    internal CancellationToken Aborted { get; }

    /// <summary>What answers in the endpoint's place; null for the endpoint itself.</summary>
    internal Func<Exchange, Task>? Replacement { get; set; }

    public void Dispose()
    {
        _aborting.Dispose();
        Response.Dispose();
    }

    /// <summary>Called when the connection's read side ends, possibly after the answer has been written.</summary>
    internal void OnClientDisconnected()
    {
        try
        {
            _aborting.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Nothing left to abort.
        }
    }

    /// <summary>
    /// Bills the request, as a gateway does when it calls its upstream, and then lets a replacement answer in the upstream's place.
    /// </summary>
    /// <returns>True when the replacement has answered, and the endpoint must not.</returns>
    internal async Task<bool> DispatchUpstreamAsync(string model, long promptTokens, long completionTokens, BilledUnits? units = null)
    {
        State.Bill(new LedgerEntry
        {
            RequestId = Entry.Id,
            Line = Entry.Line,
            Time = DateTimeOffset.UtcNow,
            Path = Head.Path,
            Model = model,
            PromptTokens = promptTokens,
            CompletionTokens = completionTokens,
            GatewayRequestId = RequestId,
            Fingerprint = Hex.Sha256(Body),
        }, units ?? new BilledUnits());
        return await SendReplacementAsync().ConfigureAwait(false);
    }

    /// <summary>Answers by the <see cref="Replacement"/>.</summary>
    /// <returns>Whether there is one.</returns>
    internal async Task<bool> SendReplacementAsync()
    {
        if (Replacement is not { } replacement)
        {
            return false;
        }

        await replacement(this).ConfigureAwait(false);
        return true;
    }

    /// <summary>The error of an upstream that fails during its answer.</summary>
    internal byte[] ErrorJson(ErrorShape? shape = null) => (shape ?? ErrorShape)(500, $"{UpstreamFailure} (request id: {RequestId})", "upstream_error", null, "bad_response");

    /// <summary>Answers an error in the route's shape; its message ends in the request id, as new-api's do.</summary>
    internal Task SendErrorAsync(int status, string message, string type, string? param, string? code)
        => SendJsonAsync(status, ErrorShape(status, $"{message} (request id: {RequestId})", type, param, code));

    /// <summary>Answers JSON. The faults that end a stream by an error turn a whole answer into an error here.</summary>
    internal Task SendJsonAsync(int status, byte[] json)
        => status < 400 && Response.Interruption is (Interruption.ErrorEvent or Interruption.Failed or Interruption.NestedError or Interruption.BareError or Interruption.BareErrorLater)
            ? SendErrorAsync(500, UpstreamFailure, "upstream_error", null, "bad_response")
            : Response.SendAsync(status, "application/json; charset=utf-8", json);
}
