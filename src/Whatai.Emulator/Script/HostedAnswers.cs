namespace Whatai.Emulator.Script;

/// <summary>Answers with the gateway's own tools, as documented at <see cref="AnswerScript"/>.</summary>
internal static class HostedAnswers
{
    internal static Answer RunCode(Prompt prompt, string code)
        => Offered(prompt)?.RunsCode == true ? Said(new CodeRun(code).Output.TrimEnd()) with { Hosted = new CodeRun(code) } : ToolAnswers.NoSuchTool("code_interpreter");

    internal static Answer SearchFiles(Prompt prompt, string query)
        => Offered(prompt)?.SearchesFiles == true ? Said(new FileSearch(query).Passage) with { Hosted = new FileSearch(query) } : ToolAnswers.NoSuchTool("file_search");

    internal static Answer CallMcp(Prompt prompt, string rest)
    {
        string[] parts = rest.Split([' '], 2);
        if (Offered(prompt)?.Mcp is not { } server)
        {
            return ToolAnswers.NoSuchTool("mcp");
        }

        var call = new McpCall(server, parts[0], parts.Length > 1 ? parts[1].Trim() : "{}");
        return (server.NeedsApproval ? new Answer([]) : Said(call.Output)) with { Hosted = call };
    }

    /// <summary>The answer to a decision: what the tool says, or that it was not called.</summary>
    internal static Answer Decided(McpDecision decision) => decision.IsApproved
        ? Said(decision.Call.Output) with { Hosted = decision.Call with { Server = decision.Call.Server with { NeedsApproval = false }, ApprovalRequestId = decision.RequestId } }
        : Said($"{decision.Call.Name} was not approved.");

    private static HostedTools? Offered(Prompt prompt) => prompt.ToolsForbidden ? null : prompt.Hosted;

    private static Answer Said(string text) => Answer.Content("Tool said: " + text);
}
