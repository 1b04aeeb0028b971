using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>The items of what a tool of the gateway's own did.</summary>
internal static class HostedItems
{
    /// <summary>The items of a call, in order.</summary>
    /// <param name="call">The call.</param>
    /// <param name="newId">Makes an id of a kind.</param>
    /// <param name="includes">Whether the request asks for a member.</param>
    internal static IEnumerable<OutputItem> Of(HostedCall call, Func<string, string> newId, Func<string, bool> includes)
    {
        switch (call)
        {
            case CodeRun code:
                yield return new CodeItem(newId("ci"), code, includes("code_interpreter_call.outputs"));
                break;
            case FileSearch search:
                yield return new FileSearchItem(newId("fs"), search, includes("file_search_call.results"));
                break;
            case McpCalls { Calls: var calls }:
                yield return new McpToolsItem(newId("mcpl"), calls);
                foreach (McpCall mcp in calls)
                {
                    yield return mcp.Server.NeedsApproval ? new McpApprovalItem(newId("mcpr"), mcp) : new McpCallItem(newId("mcp"), mcp);
                }

                break;
        }
    }

    private sealed class CodeItem(string id, CodeRun run, bool withOutputs) : OutputItem(id, "code_interpreter_call")
    {
        internal override async Task StreamAsync(ItemEvents events)
        {
            await events.WriteAsync("response.code_interpreter_call.in_progress").ConfigureAwait(false);
            await events.WriteTextAsync("response.code_interpreter_call_code", null, "code", ChunkSplitter.Split(run.Code), run.Code).ConfigureAwait(false);
            await events.WriteStatesAsync("response.code_interpreter_call", "interpreting", "completed").ConfigureAwait(false);
        }

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
        {
            w.WriteString("status", Status(inProgress));
            w.WriteString("container_id", "cntr_" + Id);
            w.WriteString("code", inProgress ? string.Empty : run.Code);
            if (inProgress || !withOutputs)
            {
                w.WriteNull("outputs");
                return;
            }

            w.Objects("outputs", [run], static (w, run) =>
            {
                w.WriteString("type", "logs");
                w.WriteString("logs", run.Output);
            });
        }
    }

    private sealed class FileSearchItem(string id, FileSearch search, bool withResults) : OutputItem(id, "file_search_call")
    {
        internal override Task StreamAsync(ItemEvents events) => events.WriteStatesAsync("response.file_search_call", "in_progress", "searching", "completed");

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
        {
            w.WriteString("status", Status(inProgress));
            w.WriteStartArray("queries");
            w.WriteStringValue(search.Query);
            w.WriteEndArray();
            if (inProgress || !withResults)
            {
                w.WriteNull("results");
                return;
            }

            w.Objects("results", [search], static (w, search) =>
            {
                w.WriteString("file_id", "file-notes");
                w.WriteString("filename", FileSearch.FileName);
                w.WriteNumber("score", 0.9);
                w.WriteString("text", search.Passage);
                w.Object("attributes", static _ => { });
            });
        }
    }

    private sealed class McpToolsItem(string id, IReadOnlyList<McpCall> calls) : OutputItem(id, "mcp_list_tools")
    {
        internal override Task StreamAsync(ItemEvents events) => events.WriteStatesAsync("response.mcp_list_tools", "in_progress", "completed");

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
        {
            w.WriteString("server_label", calls[0].Server.Label);
            w.Objects("tools", inProgress ? [] : calls, static (w, call) =>
            {
                w.WriteString("name", call.Name);
                w.WriteString("description", $"The tool {call.Name}.");
                w.Object("input_schema", static s => s.WriteString("type", "object"));
                w.WriteNull("annotations");
            });
        }
    }

    private sealed class McpCallItem(string id, McpCall call) : OutputItem(id, "mcp_call")
    {
        internal override async Task StreamAsync(ItemEvents events)
        {
            await events.WriteAsync("response.mcp_call.in_progress").ConfigureAwait(false);
            await events.WriteTextAsync("response.mcp_call_arguments", null, "arguments", ChunkSplitter.Split(call.Arguments), call.Arguments).ConfigureAwait(false);
            await events.WriteAsync("response.mcp_call.completed").ConfigureAwait(false);
        }

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
        {
            w.WriteString("status", Status(inProgress));
            w.WriteString("approval_request_id", call.ApprovalRequestId);
            WriteCall(w, call, inProgress);
            w.WriteNull("error");
            w.WriteString("output", inProgress ? null : call.Output);
        }
    }

    private sealed class McpApprovalItem(string id, McpCall call) : OutputItem(id, "mcp_approval_request")
    {
        internal override StoredItem Stored => base.Stored with { Mcp = call };

        internal override Task StreamAsync(ItemEvents events) => Task.CompletedTask;

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks) => WriteCall(w, call, inProgress);
    }

    private static void WriteCall(Utf8JsonWriter w, McpCall call, bool inProgress)
    {
        w.WriteString("server_label", call.Server.Label);
        w.WriteString("name", call.Name);
        w.WriteString("arguments", inProgress ? string.Empty : call.Arguments);
    }
}
