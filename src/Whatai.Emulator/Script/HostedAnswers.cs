using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Script;

/// <summary>Answers with the gateway's own tools, as documented at <see cref="AnswerScript"/>.</summary>
internal static class HostedAnswers
{
    internal static Answer RunCode(Prompt prompt, string code)
        => Offered(prompt)?.RunsCode == true ? Said(new CodeRun(code).Output.TrimEnd()) with { Hosted = new CodeRun(code) } : ToolAnswers.NoSuchTool("code_interpreter");

    internal static Answer SearchFiles(Prompt prompt, string query)
        => Offered(prompt)?.SearchesFiles == true ? Said(new FileSearch(query).Passage) with { Hosted = new FileSearch(query) } : ToolAnswers.NoSuchTool("file_search");

    /// <summary>The answer to /mcp and /mcploop.</summary>
    internal static Answer CallMcp(Prompt prompt, string directive, string rest)
    {
        if (Offered(prompt)?.Mcp is not { } server)
        {
            return ToolAnswers.NoSuchTool("mcp");
        }

        McpCall[] calls = [.. rest.Split(["\n" + directive], StringSplitOptions.None).Select(line => ReadCall(server, line.Trim()))];
        return (server.NeedsApproval ? new Answer([]) : Said(string.Join("\n", calls.Select(c => c.Output)))) with { Hosted = new McpCalls(calls) };
    }

    /// <summary>The answer to decisions: what the tools say, or that they were not called.</summary>
    internal static Answer Decided(IReadOnlyList<McpDecision> decisions)
    {
        McpCall[] calls =
        [
            .. decisions.Where(d => d.IsApproved).Select(d => d.Call with { Server = d.Call.Server with { NeedsApproval = false }, ApprovalRequestId = d.RequestId }),
        ];
        return Said(string.Join("\n", decisions.Select(d => d.IsApproved ? d.Call.Output : $"{d.Call.Name} was not approved."))) with
        {
            Hosted = calls.Length == 0 ? null : new McpCalls(calls),
        };
    }

    private static McpCall ReadCall(McpServer server, string line)
    {
        string[] parts = line.Split([' '], 2);
        return new McpCall(server, parts[0], parts.Length > 1 ? parts[1].Trim() : "{}");
    }

    private static HostedTools? Offered(Prompt prompt) => prompt.ToolsForbidden ? null : prompt.Hosted;

    private static Answer Said(string text) => Answer.Content("Tool said: " + text);
}
