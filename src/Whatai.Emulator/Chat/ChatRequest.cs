using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Chat;

/// <summary>One message: its role and its text (a string, or the text parts of an array put together).</summary>
internal sealed record ChatMessage(string Role, string Text);

/// <summary>What the emulator reads of a chat request, checked as a gateway checks it.</summary>
internal sealed record ChatRequest(string Model, IReadOnlyList<ChatMessage> Messages, JsonElement Body)
{
    private static readonly string[] s_roles = ["system", "developer", "user", "assistant", "tool", "function"];

    internal bool Stream { get; private init; }

    internal bool IncludeUsage { get; private init; }

    internal int Choices { get; private init; }

    /// <summary>The limit on an answer's tokens; null for none.</summary>
    internal long? MaxTokens { get; private init; }

    internal IReadOnlyList<string> Stops { get; private init; } = [];

    internal IReadOnlyList<string> Tools { get; private init; } = [];

    internal bool ToolsForbidden { get; private init; }

    /// <summary>At least 1.</summary>
    internal long PromptTokens => Math.Max(1, Messages.Sum(m => Tokenizer.Count(m.Text)));

    /// <summary>Reads and checks a body.</summary>
    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static ChatRequest Parse(byte[] body, EmulatorState state)
    {
        // JsonDocument looks at strings only when they are asked for; broken UTF-8 should not get that far.
        JsonElement root = JsonDocument.Parse(StrictText(body)).RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ApiErrorException(400, "The request body must be a JSON object.", "invalid_request_error", null, "invalid_json");
        }

        string model = JsonMembers.String(root, "model") is { Length: > 0 } name ? name : throw ApiErrorException.Missing("model");
        if (!state.KnowsModel(model))
        {
            throw ApiErrorException.NoChannel(model);
        }

        JsonMembers.Number(root, "temperature", 0, 2);
        JsonMembers.Number(root, "top_p", 0, 1);
        return new ChatRequest(model, ReadMessages(root), root)
        {
            Stream = JsonMembers.Boolean(root, "stream"),
            IncludeUsage = JsonMembers.Find(root, "stream_options", JsonValueKind.Object) is { } options
                && JsonMembers.Boolean(options, "include_usage"),
            Choices = (int)(JsonMembers.Integer(root, "n", 1, 128) ?? 1),
            MaxTokens = JsonMembers.Integer(root, "max_completion_tokens", 1, long.MaxValue)
                ?? JsonMembers.Integer(root, "max_tokens", 1, long.MaxValue),
            Stops = ReadStops(root),
            Tools = ReadTools(root),
            ToolsForbidden = root.TryGetProperty("tool_choice", out JsonElement choice)
                && choice.ValueKind == JsonValueKind.String && choice.ValueEquals("none"),
        };
    }

    private static string StrictText(byte[] body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new JsonException("The body is not UTF-8.", e);
        }
    }

    private static List<ChatMessage> ReadMessages(JsonElement root)
    {
        JsonElement array = JsonMembers.Find(root, "messages", JsonValueKind.Array) ?? throw ApiErrorException.Missing("messages");
        if (array.GetArrayLength() == 0)
        {
            throw ApiErrorException.BadParameter("messages", "Invalid 'messages': empty array. Expected at least 1 message.", "empty_array");
        }

        var messages = new List<ChatMessage>(array.GetArrayLength());
        foreach (JsonElement message in array.EnumerateArray())
        {
            string at = $"messages[{messages.Count}]";
            if (message.ValueKind != JsonValueKind.Object)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected an object.", "invalid_type");
            }

            string? role = JsonMembers.String(message, "role", at + ".role");
            if (!s_roles.Contains(role, StringComparer.Ordinal))
            {
                throw ApiErrorException.BadParameter(at + ".role", $"Invalid value: '{role}'. Supported values are: {string.Join(", ", s_roles)}.");
            }

            messages.Add(new ChatMessage(role!, ReadText(message, at + ".content")));
        }

        return messages;
    }

    private static string ReadText(JsonElement message, string at)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            return string.Empty; // an assistant's message that only calls tools
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string or an array of parts.", "invalid_type");
        }

        var text = new StringBuilder();
        foreach (JsonElement part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || JsonMembers.String(part, "type", at + ".type") is not { } type)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid part in '{at}': expected an object with a type.", "invalid_type");
            }

            text.Append(type == "text" ? JsonMembers.String(part, "text", at + ".text") : null);
        }

        return text.ToString();
    }

    private static List<string> ReadStops(JsonElement root)
    {
        var stops = new List<string>();
        if (!root.TryGetProperty("stop", out JsonElement stop) || stop.ValueKind == JsonValueKind.Null)
        {
            return stops;
        }

        IEnumerable<JsonElement> items = stop.ValueKind == JsonValueKind.Array ? stop.EnumerateArray() : [stop];
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                throw ApiErrorException.BadParameter("stop", "Invalid type for 'stop': expected a string or an array of strings.", "invalid_type");
            }

            stops.Add(item.GetString()!);
        }

        stops.RemoveAll(s => s.Length == 0);
        return stops;
    }

    private static List<string> ReadTools(JsonElement root)
    {
        var names = new List<string>();
        if (JsonMembers.Find(root, "tools", JsonValueKind.Array) is not { } tools)
        {
            return names;
        }

        foreach (JsonElement tool in tools.EnumerateArray())
        {
            string at = $"tools[{names.Count}].function";
            names.Add(
                tool.ValueKind == JsonValueKind.Object
                && JsonMembers.Find(tool, "function", JsonValueKind.Object, at) is { } function
                && JsonMembers.String(function, "name", at + ".name") is { Length: > 0 } name
                    ? name
                    : throw ApiErrorException.Missing(at + ".name"));
        }

        return names;
    }
}
