using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Script;

/// <summary>Answers that call tools, or follow a tool's result.</summary>
internal static class ToolAnswers
{
    /// <summary>Joins the trailing tool results.</summary>
    internal static string JoinResults(IReadOnlyList<Message> messages)
        => "Tool said: " + string.Join("\n", messages.Reverse().TakeWhile(m => m.IsTool).Reverse().Select(m => m.Text));

    /// <summary>The answer when a tool was not offered, or is forbidden.</summary>
    internal static Answer NoSuchTool(string name) => Answer.Content("No such tool: " + name);

    /// <summary>The answer to /toolcall and /toolloop.</summary>
    internal static Answer Call(Prompt prompt, string text, string directive, string requestId)
    {
        var calls = new List<ToolCall>();
        foreach (string part in text.Split(["\n" + directive], StringSplitOptions.None))
        {
            string line = part.StartsWith(directive, StringComparison.Ordinal) ? part.Substring(directive.Length) : part;
            line = line.Trim();
            int space = line.IndexOf(' ');
            string name = space < 0 ? line : line.Substring(0, space);
            if (prompt.Find(name) is not { } tool)
            {
                return NoSuchTool(name);
            }

            string arguments = space >= 0 ? line.Substring(space + 1).Trim() : tool.IsCustom ? string.Empty : "{}";
            calls.Add(new ToolCall($"call_{requestId}_{calls.Count}", name, arguments) { IsCustom = tool.IsCustom });
        }

        return Of(calls);
    }

    /// <summary>A call that the request requires, with arguments that are valid against the tool's parameters.</summary>
    internal static Answer Forced(Tool tool, string text, string requestId)
    {
        string arguments = tool.IsCustom ? text : tool.Parameters is { } schema ? SchemaSampleGenerator.Make(schema, text) : "{}";
        return Of([new ToolCall($"call_{requestId}_0", tool.Name, arguments) { IsCustom = tool.IsCustom }]);
    }

    private static Answer Of(IReadOnlyList<ToolCall> calls) => new([], "tool_calls") { ToolCalls = calls };
}
