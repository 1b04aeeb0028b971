using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Faults;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Dashboard;

/// <summary>What the page shows, as JSON: the newest first.</summary>
internal static class DashboardState
{
    private const int MostRows = 300;
    private const int MostFiles = 60;
    private const int LongestBody = 4096;

    internal static byte[] Write(EmulatorState state) => JsonBytes.Object(w =>
    {
        IReadOnlyList<EmulatorRequest> requests = state.Log.Snapshot();
        w.WriteString("baseUrl", state.BaseUrl);
        w.Object("totals", _ => WriteTotals(w, state, requests.Count(static request => !request.IsMediaHost)));
        w.Objects("waiting", state.Faults.Snapshot().Concat(state.MediaFaults.Snapshot()), static (w, fault) =>
        {
            w.WriteString("name", fault.Name);
            w.WriteNumber("left", fault.Left);
        });
        w.Objects("faults", FaultTable.Infos, static (w, fault) =>
        {
            w.WriteString("name", fault.Name);
            w.WriteString("effect", fault.Effect);
        });
        w.Objects("files", state.Files.Newest(MostFiles), WriteFile);
        w.Objects("requests", requests.Reverse().Take(MostRows), WriteRequest);
        w.Objects("ledger", state.Ledger.Snapshot().Reverse().Take(MostRows), WriteEntry);
    });

    private static void WriteTotals(Utf8JsonWriter w, EmulatorState state, int requests)
    {
        LedgerTotals totals = state.Ledger.Totals;
        w.WriteNumber("requests", requests);
        w.WriteNumber("dispatches", totals.Dispatches);
        w.WriteNumber("promptTokens", totals.PromptTokens);
        w.WriteNumber("completionTokens", totals.CompletionTokens);
        w.WriteNumber("quota", totals.Quota);
        w.WriteNumber("peakConcurrency", state.PeakConcurrency);
        w.WriteNumber("keyLeaks", state.KeyLeaks);
    }

    private static void WriteFile(Utf8JsonWriter w, StoredFile file)
    {
        w.WriteString("name", file.Name);
        w.WriteString("type", file.MimeType);
        w.WriteNumber("length", file.Length);
    }

    private static void WriteRequest(Utf8JsonWriter w, EmulatorRequest request)
    {
        w.WriteNumber("id", request.Id);
        w.WriteString("time", request.Time);
        w.WriteString("method", request.Method);
        w.WriteString("path", request.Path);
        w.Object("headers", w =>
        {
            foreach (KeyValuePair<string, string> header in request.Headers)
            {
                w.WriteString(header.Key, header.Value);
            }
        });
        w.WriteString("body", request.Body.Length <= LongestBody ? request.Body : request.Body.Substring(0, LongestBody) + "…");
        w.WriteNumber("status", request.Status);
        w.WriteString("outcome", request.Outcome);
        w.WriteString("fault", request.Fault);
        w.WriteNumber("durationMs", request.Duration.TotalMilliseconds);
    }

    private static void WriteEntry(Utf8JsonWriter w, LedgerEntry entry)
    {
        w.WriteNumber("requestId", entry.RequestId);
        w.WriteString("time", entry.Time);
        w.WriteString("path", entry.Path);
        w.WriteString("model", entry.Model);
        w.WriteNumber("promptTokens", entry.PromptTokens);
        w.WriteNumber("completionTokens", entry.CompletionTokens);
        w.WriteNumber("quota", entry.Quota);
    }
}
