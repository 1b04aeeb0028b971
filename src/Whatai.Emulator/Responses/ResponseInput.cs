using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>
/// Reads the input of /v1/responses: a string, or an array of items. Messages, function calls with their outputs, reasoning and
/// references are validated; other items that OpenAI defines are ignored, unknown ones rejected.
/// </summary>
internal sealed class ResponseInput
{
    internal const string Param = "input";

    private static readonly string[] s_roles = ["user", "assistant", "system", "developer"];

    // Accepted and ignored: the items of hosted tools.
    private static readonly string[] s_ignoredTypes =
    [
        "web_search_call", "image_generation_call", "file_search_call", "computer_call", "computer_call_output", "code_interpreter_call",
        "local_shell_call", "local_shell_call_output", "shell_call", "shell_call_output", "apply_patch_call", "apply_patch_call_output",
        "mcp_list_tools", "mcp_call", "compaction",
    ];

    private readonly List<Message> _messages = [];
    private readonly List<JsonElement> _items = [];
    private readonly List<string> _openCalls;
    private readonly ResponseStore _store;
    private readonly List<McpDecision> _decisions = [];
    private readonly Dictionary<string, McpCall> _waiting = new(StringComparer.Ordinal);

    private ResponseInput(StoredResponse? previous, ResponseStore store)
    {
        _openCalls = [.. previous?.OpenCalls ?? []];
        _store = store;
    }

    internal IReadOnlyList<Message> Messages => _messages;

    /// <summary>What the last items decide of calls that need an approval.</summary>
    internal IReadOnlyList<McpDecision> Decisions => _decisions;

    /// <summary>The items as sent; a string as the message that it stands for.</summary>
    internal IReadOnlyList<JsonElement> Items => _items;

    internal static ResponseInput Read(JsonElement root, StoredResponse? previous, ResponseStore store)
    {
        if (!root.TryGetProperty(Param, out JsonElement input) || input.ValueKind == JsonValueKind.Null)
        {
            throw ApiErrorException.Missing(Param);
        }

        var read = new ResponseInput(previous, store);
        if (input.ValueKind == JsonValueKind.String)
        {
            input = AsItems(input.GetString()!);
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter(Param, "Invalid type for 'input': expected one of an array of input items or a string.", "invalid_type");
        }

        foreach (JsonElement item in input.EnumerateArray())
        {
            read.ReadItem(item, $"{Param}[{read._items.Count}]");
            read._items.Add(item);
        }

        read.Check(previous);
        return read;
    }

    private static JsonElement AsItems(string text) => JsonDocument.Parse(JsonBytes.Value(w =>
    {
        w.WriteStartArray();
        w.WriteStartObject();
        w.WriteString("type", "message");
        w.WriteString("role", "user");
        w.WriteStartArray("content");
        w.WriteStartObject();
        w.WriteString("type", "input_text");
        w.WriteString("text", text);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
    })).RootElement;

    private void Check(StoredResponse? previous)
    {
        if (_items.Count == 0 && previous is null)
        {
            throw ApiErrorException.BadParameter(Param, "Invalid 'input': empty array. Expected at least 1 item.", "empty_array");
        }

        if (_openCalls.Count > 0)
        {
            throw new ApiErrorException(400, $"No tool output found for function call {_openCalls[0]}.", "invalid_request_error", Param, null);
        }
    }

    private void ReadItem(JsonElement item, string at)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected an object.", "invalid_type");
        }

        string type = JsonMembers.String(item, "type", at + ".type") ?? "message";
        if (type != "mcp_approval_response")
        {
            _decisions.Clear();
        }

        switch (type)
        {
            case "message":
                string role = JsonMembers.Word(item, "role", s_roles, at + ".role") ?? throw ApiErrorException.Missing(at + ".role");
                _messages.Add(ResponseParts.Read(role, item, "content", at));
                break;
            case "function_call":
                Required(item, "name", at);
                Required(item, "arguments", at);
                AddCall(item, at);
                break;
            case "custom_tool_call":
                Required(item, "name", at);
                Required(item, "input", at);
                AddCall(item, at);
                break;
            case "function_call_output" or "custom_tool_call_output":
                ReadOutput(item, at);
                break;
            case "reasoning":
                ReadReasoning(item);
                break;
            case "mcp_approval_request":
                _waiting[Required(item, "id", at)] = new McpCall(new McpServer(Required(item, "server_label", at), true), Required(item, "name", at), Required(item, "arguments", at));
                break;
            case "mcp_approval_response":
                string asked = Required(item, "approval_request_id", at);
                McpCall call = (_waiting.TryGetValue(asked, out McpCall? sent) ? sent : _store.FindItem(asked)?.Mcp) ?? throw NoItem(asked);
                JsonMembers.String(item, "reason", at + ".reason");
                _decisions.Add(new McpDecision(asked, call, item.TryGetProperty("approve", out _) ? JsonMembers.Boolean(item, "approve", param: at + ".approve") : throw ApiErrorException.Missing(at + ".approve")));
                break;
            case "item_reference":
                Reference(Required(item, "id", at));
                break;
            case string other when s_ignoredTypes.Contains(other, StringComparer.Ordinal):
                break;
            case string unknown:
                throw ApiErrorException.BadParameter(at + ".type", $"Invalid value: '{unknown}'.");
        }
    }

    private void AddCall(JsonElement item, string at)
    {
        _openCalls.Add(Required(item, "call_id", at));
        _messages.Add(new Message("assistant", string.Empty, []));
    }

    private void ReadOutput(JsonElement item, string at)
    {
        string call = Required(item, "call_id", at);
        if (!_openCalls.Remove(call))
        {
            throw new ApiErrorException(
                400, $"No tool call found for function call output with call_id {call}.", "invalid_request_error", Param, null);
        }

        if (!item.TryGetProperty("output", out _))
        {
            throw ApiErrorException.Missing(at + ".output");
        }

        _messages.Add(ResponseParts.Read("tool", item, "output", at));
    }

    // An item that is not stored must be sent in full.
    private void ReadReasoning(JsonElement item)
    {
        if (JsonMembers.String(item, "encrypted_content") is null && JsonMembers.String(item, "id") is { } id && _store.FindItem(id) is null)
        {
            throw NoItem(id);
        }
    }

    private void Reference(string id)
    {
        StoredItem item = _store.FindItem(id) ?? throw NoItem(id);
        if (item.Message is { } message)
        {
            _messages.Add(message);
        }

        if (item.CallId is { } call)
        {
            _openCalls.Add(call);
        }
    }

    private static ApiErrorException NoItem(string id)
        => new(
            404,
            $"Item with id '{id}' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
            "invalid_request_error", Param, null);

    private static string Required(JsonElement item, string name, string at)
        => JsonMembers.String(item, name, $"{at}.{name}") ?? throw ApiErrorException.Missing($"{at}.{name}");
}
