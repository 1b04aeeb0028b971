using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>Reads system and messages. Each tool result becomes a separate message.</summary>
internal sealed class MessagesContents
{
    private const string Param = "messages";

    private static readonly string[] s_roles = ["user", "assistant"];

    private readonly List<Turn> _turns = [];

    private MessagesContents()
    {
    }

    internal List<Message> Messages { get; } = [];

    /// <summary>The documents that answers cite.</summary>
    internal List<CitedDocument> Documents { get; } = [];

    internal static MessagesContents Read(JsonElement root, CacheMarks marks)
    {
        var read = new MessagesContents();
        read.ReadSystem(root, marks);
        JsonElement array = JsonMembers.Find(root, Param, JsonValueKind.Array) ?? throw ApiErrorException.Missing(Param);
        if (array.GetArrayLength() == 0)
        {
            throw ApiErrorException.BadParameter(Param, "at least one message is required");
        }

        foreach (JsonElement message in array.EnumerateArray())
        {
            read.ReadMessage(message, marks);
        }

        read.CheckCalls();
        return read;
    }

    /// <summary>With a budget to think, an answer that called tools begins with a thought.</summary>
    internal void CheckThinkingFirst()
    {
        if (_turns.Count > 1 && _turns[_turns.Count - 1].Blocks.Any(b => b.Type == "tool_result") && !_turns[_turns.Count - 2].Blocks[0].IsThought)
        {
            throw ApiErrorException.BadParameter(
                FormattableString.Invariant($"{Param}.{_turns.Count - 2}.content.0.type"),
                $"Expected `thinking` or `redacted_thinking`, but found `{_turns[_turns.Count - 2].Blocks[0].Type}`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).");
        }
    }

    private void ReadSystem(JsonElement root, CacheMarks marks)
    {
        if (!root.TryGetProperty("system", out JsonElement system) || system.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        string text = string.Concat(Blocks(system, "system", isUser: true).Select((block, i) =>
            block.Type == "text" ? block.Text : throw ApiErrorException.BadParameter(FormattableString.Invariant($"system.{i}.type"), "Input should be 'text'")));
        Messages.Add(new Message("system", text, []));
        AddMarks(system, "system", marks);
    }

    private void ReadMessage(JsonElement message, CacheMarks marks)
    {
        string at = FormattableString.Invariant($"{Param}.{_turns.Count}");
        string role = message.ValueKind == JsonValueKind.Object
            ? JsonMembers.String(message, "role", at + ".role") ?? throw ApiErrorException.Missing(at + ".role")
            : throw ApiErrorException.BadParameter(at, "Input should be a valid dictionary");
        if (!s_roles.Contains(role, StringComparer.Ordinal))
        {
            throw ApiErrorException.BadParameter(Param, $"Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\".");
        }

        if (role == (_turns.Count == 0 ? s_roles[1] : _turns[_turns.Count - 1].Role))
        {
            throw ApiErrorException.BadParameter(Param, _turns.Count == 0
                ? "first message must use the \"user\" role"
                : $"roles must alternate between \"user\" and \"assistant\", but found multiple \"{role}\" roles in a row");
        }

        string contentAt = at + ".content";
        JsonElement content = message.TryGetProperty("content", out JsonElement given) ? given : throw ApiErrorException.Missing(contentAt);
        InputBlock[] blocks = Blocks(content, contentAt, role == s_roles[0]);
        if (blocks.Length == 0)
        {
            throw ApiErrorException.BadParameter(at, $"{role} messages must have non-empty content");
        }

        _turns.Add(new Turn(role, blocks));
        Messages.AddRange(blocks.Where(b => b.Type == "tool_result").Select(b => new Message("tool", b.Text, [])));
        InputBlock[] rest = blocks.Where(b => b.Type != "tool_result").ToArray();
        if (rest.Length > 0)
        {
            Messages.Add(new Message(role, string.Concat(rest.Select(b => b.Text)), rest.Where(b => b.Media is not null).Select(b => b.Media!).ToArray()));
        }

        Documents.AddRange(blocks.Where(b => b.Document is not null).Select(b => b.Document!));
        AddMarks(content, contentAt, marks);
    }

    private static InputBlock[] Blocks(JsonElement content, string at, bool isUser) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString() is { Length: > 0 } text ? [new InputBlock("text", text)] : [],
        JsonValueKind.Array => content.EnumerateArray().Select((block, i) =>
        {
            string where = FormattableString.Invariant($"{at}.{i}");
            var read = InputBlock.Read(block, where);
            bool isOfUser = read.Type is "tool_result" or "image" or "document";
            bool isOfAssistant = read.IsThought || read.Type is "tool_use" or "server_tool_use";
            return (isUser ? isOfAssistant : isOfUser)
                ? throw ApiErrorException.BadParameter(where, $"`{read.Type}` blocks can only be in `{(isUser ? "assistant" : "user")}` messages")
                : read;
        }).ToArray(),
        _ => throw ApiErrorException.BadParameter(at, "Input should be a valid string or a list of blocks"),
    };

    private void AddMarks(JsonElement content, string at, CacheMarks marks)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        int i = 0;
        foreach (JsonElement block in content.EnumerateArray())
        {
            marks.Add(block, FormattableString.Invariant($"{at}.{i++}"), Messages.Count);
        }
    }

    // The results of all calls come first in the next message.
    private void CheckCalls()
    {
        for (int i = 0; i < _turns.Count; i++)
        {
            string[] calls = i == 0 || _turns[i].Role != s_roles[0] ? [] : Ids(_turns[i - 1], "tool_use");
            string[] results = Ids(_turns[i], "tool_result");
            if (results.FirstOrDefault(id => !calls.Contains(id, StringComparer.Ordinal)) is { } unexpected)
            {
                throw ApiErrorException.BadParameter(
                    FormattableString.Invariant($"{Param}.{i}.content"),
                    $"unexpected `tool_use_id` found in `tool_result` blocks: {unexpected}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }

            string[] first = _turns[i].Blocks.TakeWhile(b => b.Type == "tool_result").Select(b => b.CallId!).ToArray();
            if (calls.Except(first, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            {
                throw ApiErrorException.BadParameter(
                    FormattableString.Invariant($"{Param}.{i - 1}"),
                    $"`tool_use` ids were found without `tool_result` blocks immediately after: {missing}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
            }
        }
    }

    private static string[] Ids(Turn turn, string type) => turn.Blocks.Where(b => b.Type == type).Select(b => b.CallId!).ToArray();

    private sealed record Turn(string Role, InputBlock[] Blocks);
}
