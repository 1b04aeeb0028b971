using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the server's own tools did on the way to a response.</summary>
public sealed class HostedCallTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public HostedCallTests()
    {
        _client = Given.Client(_emulator);
    }

    /// <summary>One of each.</summary>
    internal static JsonElement[] Tools { get; } =
    [
        .. JsonDocument.Parse("""[{"type":"code_interpreter","container":{"type":"auto"}},{"type":"file_search","vector_store_ids":["vs_1"]},{"type":"mcp","server_label":"dice","server_url":"https://example.com","require_approval":"never"}]""")
            .RootElement.EnumerateArray(),
    ];

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Code_that_ran_has_what_it_printed()
    {
        ResponseCompletion answer = await _client.Responses.CompleteAsync(Ask("/code print(1)\nprint(2)"));

        CodeExecution code = Assert.Single(answer.CodeExecutions);
        Assert.Equal(("print(1)\nprint(2)", "print(1)\nprint(2)\n", "completed", "print(1)"), (code.Code, code.Output, code.Status, code.ToString()));
        Assert.StartsWith("cntr_", code.ContainerId, StringComparison.Ordinal);
        Assert.Equal(["file_search_call.results", "code_interpreter_call.outputs"], Sent()["include"]!.AsArray().Select(static member => (string)member!));
    }

    [Fact]
    public async Task A_search_in_files_has_what_it_found()
    {
        FileSearchCall search = Assert.Single((await _client.Responses.CompleteAsync(Ask("/files cats"))).FileSearches);

        FileSearchResult found = Assert.Single(search.Results);
        Assert.Equal(("cats", "notes.txt", 0.9, "All about cats."), (search.ToString(), found.FileName, found.Score, found.Text));
    }

    [Fact]
    public async Task A_call_of_an_mcp_server_has_its_list_and_its_answer()
    {
        ResponseCompletion answer = await _client.Responses.CompleteAsync(Ask("/mcp roll {\"dice\":2}"));

        Assert.Equal(["roll"], Assert.Single(answer.McpToolLists).Tools);
        McpCall call = Assert.Single(answer.McpCalls);
        Assert.Equal(("dice.roll", "{\"dice\":2}", "roll was called with {\"dice\":2}", null), (call.ToString(), call.Arguments, call.Output, call.Error));
        Assert.Empty(answer.McpApprovalRequests);
    }

    [Fact]
    public async Task A_call_that_needs_an_approval_waits_for_it()
    {
        ResponseRequest request = ResponseEvents.Ask("/mcp roll") with { BuiltInTools = [JsonDocument.Parse("""{"type":"mcp","server_label":"dice","server_url":"https://example.com"}""").RootElement] };

        ResponseCompletion answer = await _client.Responses.CompleteAsync(request);

        McpApprovalRequest asked = Assert.Single(answer.McpApprovalRequests);
        Assert.Equal(("dice.roll", "{}", ""), (asked.ToString(), asked.Arguments, answer.Text));
        Assert.StartsWith("mcpr_", asked.Id, StringComparison.Ordinal);
        Assert.Empty(answer.McpCalls);
    }

    [Theory]
    [InlineData(true, null, "Tool said: roll was called with {}\nflip was called with {}")]
    [InlineData(false, "not today", "Tool said: roll was not approved.\nflip was not approved.")]
    public async Task Calls_go_on_by_their_approvals(bool approve, string? reason, string expected)
    {
        ResponseRequest request = ResponseEvents.Ask("/mcp roll\n/mcp flip") with { BuiltInTools = [JsonDocument.Parse("""{"type":"mcp","server_label":"dice","server_url":"https://example.com"}""").RootElement] };
        ResponseCompletion asked = await _client.Responses.CompleteAsync(request);

        ResponseCompletion answer = await _client.Responses.CompleteAsync(request with { Messages = [.. asked.Messages, .. asked.McpApprovalRequests.Select(one => McpApproval.CreateReply(one, approve, reason))] });

        Assert.Equal(expected, answer.Text);
        Assert.Equal(approve ? asked.McpApprovalRequests.Select(static one => one.Id) : [], answer.McpCalls.Select(static call => call.ApprovalRequestId));
    }

    [Fact]
    public void A_request_without_an_id_has_no_reply() =>
        Assert.Throws<ArgumentException>(() => McpApproval.CreateReply(new McpApprovalRequest { Name = "roll" }, approve: true));

    [Theory]
    [InlineData("\"went wrong\"", "went wrong")]
    [InlineData("""{"type":"http_error","code":500,"message":"went wrong"}""", "went wrong")]
    [InlineData("null", null)]
    public async Task An_error_of_a_server_is_told_however_it_is_written(string error, string? told)
    {
        string output = $$"""[{"type":"mcp_list_tools","id":"l","server_label":"s","tools":[],"error":{{error}}},{"type":"mcp_call","id":"c","server_label":"s","name":"n","arguments":"{}","error":{{error}}}]""";

        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", output));

        Assert.Equal(told, Assert.Single(answer.McpCalls).Error);
        Assert.Equal(told, Assert.Single(answer.McpToolLists).Error);
    }

    [Fact]
    public async Task Images_of_code_and_members_of_another_kind_are_read()
    {
        const string Output = """[{"type":"code_interpreter_call","id":"c","code":1,"outputs":[{"type":"image","url":"https://example.com/a.png"},{"type":"logs","logs":"a"},{"type":"logs","logs":"b"},7]},{"type":"file_search_call","queries":[1,"q"],"results":[{"score":"high"},3]}]""";

        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", Output));

        CodeExecution code = Assert.Single(answer.CodeExecutions);
        Assert.Equal(("ab", "https://example.com/a.png"), (code.Output, Assert.Single(code.Images).Url!.OriginalString));
        FileSearchCall search = Assert.Single(answer.FileSearches);
        Assert.Equal(["q"], search.Queries);
        Assert.Null(Assert.Single(search.Results).Score);
    }

    [Theory]
    [InlineData("/code 1")]
    [InlineData("/mcp roll")]
    public async Task They_go_back_in_the_next_turn(string prompt)
    {
        ResponseCompletion first = await _client.Responses.CompleteAsync(Ask(prompt));

        await _client.Responses.CompleteAsync(Ask("On") with { Messages = [.. first.Messages, new ChatMessage(ChatRole.User, "On")] });

        JsonArray output = JsonNode.Parse(first.RawJson)!["output"]!.AsArray();
        Assert.Equal(output.Select(static item => (string)item!["type"]!), Sent()["input"]!.AsArray().Skip(1).SkipLast(1).Select(static item => (string)item!["type"]!));
    }

    [Fact]
    public async Task One_can_be_demanded()
    {
        await _client.Responses.CompleteAsync(Ask("x") with { ToolChoice = "code_interpreter" });

        Assert.Equal("""{"type":"code_interpreter"}""", Sent()["tool_choice"]!.ToJsonString());
    }

    internal static string Describe(ResponseCompletion answer) =>
        string.Join(" + ", answer.CodeExecutions.Select(static code => $"{code.Status} {code.Code} {code.Output}")
            .Concat(answer.FileSearches.Select(static search => $"{search.Status} {search} {string.Join(", ", search.Results)}"))
            .Concat(answer.McpToolLists.Select(static list => list.ToString()))
            .Concat(answer.McpCalls.Select(static call => $"{call.Status} {call} {call.Arguments} {call.Output}")));

    private static ResponseRequest Ask(string prompt) => ResponseEvents.Ask(prompt) with { BuiltInTools = Tools };

    private JsonObject Sent() => JsonNode.Parse(_emulator.Requests[^1].Body)!.AsObject();
}
