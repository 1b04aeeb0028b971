using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Faults;

/// <summary>
/// Every fault by name. Faults after the dispatch to the upstream are billed: the work was done, or may have been, and
/// only the answer is late, broken or lost. An error of the gateway itself (4xx, 429, 500, 502, 503), a redirect, and a page
/// from something that is not the gateway are not billed. Nothing is billed on a route that is not billable, nor for a request
/// that is itself invalid (401, 400, 404).
/// </summary>
internal static class FaultTable
{
    private static readonly Fault[] s_faults =
    [
        .. StatusFaults.All,
        .. ErrorBodyFaults.All,
        .. RedirectFaults.All,

        // Not billed: the gateway was never reached, or answered by itself.
        Replace("html-200", "200 with a web page", false, MalformedResponses.HtmlAsync),
        Replace("captive-portal", "511 with a log-in page", false, MalformedResponses.CaptivePortalAsync),
        Replace("error-as-event-stream", "400 that says text/event-stream and holds plain JSON", false, MalformedResponses.ErrorAsEventStreamAsync),
        Replace("error-200", "200 with an error object", false, MalformedResponses.Error200Async),

        // Billed: the answer is lost on its way back.
        Replace("empty-200", "200 with an empty body", true, MalformedResponses.EmptyAsync),
        Replace("json-garbage", "200 application/json that ends in the middle", true, MalformedResponses.GarbageAsync),
        Replace("broken-gzip", "200 application/json that says gzip and is damaged", true, MalformedResponses.BrokenGzipAsync),
        Replace("invalid-utf8", "200 application/json with bytes that are no UTF-8 among its members", true, MalformedResponses.InvalidUtf8Async),
        Replace("broken-br", "200 application/json that says br and is damaged", true, MalformedResponses.BrokenBrotliAsync),
        Replace("lone-surrogate", "200 application/json whose strings hold half a character", true, MalformedResponses.LoneSurrogateAsync),
        Replace("json-string", "200 application/json that is a string and no object", true, MalformedResponses.JsonStringAsync),
        Replace("wrong-type", "200 image/png with the head of a picture", true, MalformedResponses.WrongTypeAsync),
        Replace("huge-header", "200 with a header of 256 KB", true, MalformedResponses.HugeHeaderAsync),
        Replace("reset-before", "RST before any byte of the answer", true, MalformedResponses.ResetAsync),
        Replace("stall-headers", "No byte at all until the client closes", true, MalformedResponses.StallAsync),

        Interrupt("mid-stream-error", "After two tokens an error event, and chat's [DONE]; not streamed: 500", Interruption.ErrorEvent),
        Interrupt("response-failed", "/v1/responses: response.failed in place of the rest; not streamed: status failed. Elsewhere as mid-stream-error", Interruption.Failed),
        Interrupt("nested-error", "As mid-stream-error, but in /v1/responses the error event holds an error object, as OpenAI's own servers have it", Interruption.NestedError),
        Interrupt("ping-then-error", "200, comments, then an error as bare JSON; not streamed: 500", Interruption.BareError),
        Interrupt("bare-error", "After two tokens an error as bare JSON, without event: or data:, then the end; not streamed: 500", Interruption.BareErrorLater),
        Interrupt("cut-mid-line", "After two tokens half a line, then FIN without the last chunk; not streamed: FIN half way", Interruption.CutMidLine),
        Interrupt("cut-clean", "After two tokens half a line, then a valid end; not streamed: half the JSON with a matching length", Interruption.CutClean),
        Interrupt("cut-mid-utf8", "Every text is \u4F60\u597D\U0001F30D thrice; FIN inside the last emoji sent (streamed: in the third)", Interruption.CutMidUtf8),
        Interrupt("reset", "After two tokens RST; not streamed: RST before any byte of the answer", Interruption.Reset),
        Interrupt("stall", "After two tokens nothing until the client closes; not streamed: headers and half the body, then nothing", Interruption.Stall),

        Quirk("ping", "Comments before and among the events; not streamed: no effect", ResponseQuirks.Pings),
        Quirk("no-done", "finish_reason comes, [DONE] (/v1/messages: message_stop) does not; a Gemini array lacks its end; not streamed: no effect", ResponseQuirks.NoDone),
        Quirk("done-without-finish", "[DONE] comes, finish_reason does not (/v1/responses, /v1/messages: no terminal event); not streamed: finish_reason null or, Gemini, absent", ResponseQuirks.NoFinish),
        Quirk("usage-empty-choices", "An unrequested usage chunk, choices (Gemini: candidates) []; not streamed: no effect", ResponseQuirks.UsageEmptyChoices),
        Quirk("usage-with-choice", "An unrequested usage chunk, with a choice and further members; not streamed: the further members", ResponseQuirks.UsageWithChoice),
        Quirk("no-choices", "A chunk without choices (Gemini: candidates) after the first of the text; not streamed: no effect", ResponseQuirks.NoChoices),
        Quirk("duplicate-finish", "The finish chunk or terminal event comes twice; not streamed: no effect", ResponseQuirks.DuplicateFinish),
        Quirk("string-numbers", "The numbers in usage are strings", ResponseQuirks.StringNumbers),
        Quirk("unknown-fields", "Unknown members on every level", ResponseQuirks.UnknownFields),
        Quirk("unknown-events", "/v1/responses: events of unknown types among the others; Gemini: a part of an unknown kind; /v1/messages: events and deltas of unknown types; elsewhere and not streamed: no effect", ResponseQuirks.UnknownEvents),
        Quirk("no-signature", "/v1/messages: thoughts are not signed; elsewhere no effect", ResponseQuirks.NoSignature),
        Quirk("crlf", "Event lines end in CR LF; not streamed: no effect", ResponseQuirks.Crlf),
        Quirk("cr", "Event lines end in CR; not streamed: no effect", ResponseQuirks.Cr),
        Quirk("multi-line-data", "One JSON over several data: lines; not streamed: no effect", ResponseQuirks.MultiLineData),
        Quirk("bom", "A UTF-8 byte order mark before the body", ResponseQuirks.Bom),
        Quirk("split-utf8", "Multi-byte characters straddle packets, 5 ms apart (the first 40 of an answer)", ResponseQuirks.SplitUtf8),
        Quirk("drip", "One byte per write, with a pause of 1 ms after every 32", ResponseQuirks.Drip),
        Quirk("no-content-type", "No Content-Type", ResponseQuirks.NoContentType),
        Quirk("gzip", "Compressed by gzip, whatever the client accepts", ResponseQuirks.Gzip),
        Quirk("br", "Compressed by brotli (gzip on .NET Framework), whatever the client accepts", ResponseQuirks.Brotli),
        Quirk("http10", "HTTP/1.0, the body ended by closing", ResponseQuirks.Http10),
    ];

    private static readonly Dictionary<string, Fault> s_byName = s_faults.ToDictionary(f => f.Name, StringComparer.Ordinal);

    internal static IReadOnlyList<FaultInfo> Infos { get; } =
        Array.AsReadOnly(s_faults.Select(f => new FaultInfo(f.Name, f.Effect, f.Billed)).ToArray());

    internal static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(s_faults.Select(f => f.Name).ToArray());

    internal static Fault? Find(string name) => s_byName.TryGetValue(name, out Fault? fault) ? fault : null;

    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static Fault Get(string name) => Find(name ?? string.Empty) ?? throw new ArgumentException(UnknownMessage(name), nameof(name));

    internal static string UnknownMessage(string? name) => $"Unknown fault '{name}'. Known are: {string.Join(", ", Names)}.";

    private static Fault Replace(string name, string effect, bool billed, Func<Exchange, Task> answer)
        => new(name, effect, billed) { Answer = answer };

    private static Fault Interrupt(string name, string effect, Interruption at) => new(name, effect, true) { Interruption = at };

    private static Fault Quirk(string name, string effect, ResponseQuirks quirks) => new(name, effect, true) { Quirks = quirks };
}
