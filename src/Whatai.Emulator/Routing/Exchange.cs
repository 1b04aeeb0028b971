using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Emulator.Faults;
using Whatai.Emulator.Http;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Routing;

/// <summary>One request with its answer, as an endpoint sees it.</summary>
internal sealed class Exchange : IDisposable
{
    internal const string UpstreamFailure = "The upstream broke off";

    private readonly CancellationTokenSource _aborting;
    private Fault? _fault;

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

    /// <summary>What the route's placeholders stand for, decoded.</summary>
    internal IReadOnlyDictionary<string, string> RouteValues { get; set; } = new Dictionary<string, string>();

    /// <summary>How this route writes its errors.</summary>
    internal ErrorShape ErrorShape { get; set; } = ErrorShapes.Default;

    /// <summary>The id in the answer's X-Oneapi-Request-Id.</summary>
    internal string RequestId { get; }

    /// <summary>Fires when the client has gone or the emulator stops.</summary>
    internal CancellationToken Aborted { get; }

    /// <summary>The fault given to this request. Its twists and break take effect by being set.</summary>
    internal Fault? Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            Entry.Fault = value?.Name;
            Response.Twist = value?.Twist ?? Twist.None;
            Response.Break = value?.Break ?? Break.None;
        }
    }

    public void Dispose()
    {
        _aborting.Dispose();
        Response.Dispose();
    }

    /// <summary>Called when the connection's read side ends. May come late, when the answer is long written.</summary>
    internal void ClientLeft()
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
    /// The moment at which a gateway calls its upstream: bills, and gives a fault that answers in the upstream's place its turn.
    /// </summary>
    /// <returns>True when a fault has answered, and the endpoint must not.</returns>
    internal async Task<bool> DispatchUpstreamAsync(string model, long promptTokens, long completionTokens)
    {
        State.Ledger.Add(new LedgerEntry
        {
            RequestId = Entry.Id,
            Line = Entry.Line,
            Time = DateTimeOffset.UtcNow,
            Path = Head.Path,
            Model = model,
            PromptTokens = promptTokens,
            CompletionTokens = completionTokens,
            Fingerprint = Hex.Sha256(Body),
        });
        return await AnswerByFaultAsync().ConfigureAwait(false);
    }

    /// <summary>Lets a fault that replaces the answer do so.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> AnswerByFaultAsync()
    {
        if (Fault?.Answer is not { } answer)
        {
            return false;
        }

        await answer(this).ConfigureAwait(false);
        return true;
    }

    /// <summary>What a route says of an upstream that fails in the middle of its answer.</summary>
    internal byte[] ErrorJson(ErrorShape? shape = null) => (shape ?? ErrorShape)(500, $"{UpstreamFailure} (request id: {RequestId})", "upstream_error", null, "bad_response");

    /// <summary>Answers JSON. The faults that end a stream by an error end a plain answer here.</summary>
    internal Task SendJsonAsync(int status, byte[] json)
        => status < 400 && Response.Break is (Break.ErrorEvent or Break.Failed or Break.NestedError or Break.BareError)
            ? this.SendErrorAsync(500, UpstreamFailure, "upstream_error", null, "bad_response")
            : Response.SendAsync(status, "application/json; charset=utf-8", json);
}
