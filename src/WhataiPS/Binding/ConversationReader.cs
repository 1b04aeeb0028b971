using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;

namespace WhataiPS.Binding;

/// <summary>
/// Finds the conversation in an object: an answer, or what Import-Clixml or ConvertFrom-Json made of one that was saved.
/// </summary>
internal static class ConversationReader
{
    private static readonly string[] s_nested = ["ToolCalls", "Parts", "Native"];

    // What a message of the module has; any other name is the chat API's own.
    private static readonly HashSet<string> s_members = new(typeof(ChatMessage).GetProperties().Select(property => property.Name), StringComparer.OrdinalIgnoreCase);

    // What the APIs spell so, in whatever case a person writes it.
    private static readonly string[] s_roles = ["system", "developer", "user", "assistant", "tool", "function"];

    /// <summary>The messages; null where the object is no conversation.</summary>
    public static IReadOnlyList<ChatMessage>? Read(PSObject? source)
    {
        switch (source?.BaseObject)
        {
            case null or string:
                return null;
            case ModelAnswer answer:
                return answer.Messages;
            case ModelDelta delta:
                return delta.GetCompletion()?.Messages;
        }

        if (Value(source, "Messages") is not IEnumerable items || items is string)
        {
            return null;
        }

        var messages = new List<ChatMessage>();
        foreach (object? item in items)
        {
            if (item is null || ReadMessage(PSObject.AsPSObject(item)) is not ChatMessage message)
            {
                return null;
            }

            messages.Add(message);
        }

        return messages.Count == 0 ? null : messages;
    }

    /// <summary>A message from anything with role and content; null where it has none.</summary>
    public static ChatMessage? ReadMessage(PSObject source)
    {
        if (source.BaseObject is ChatMessage message)
        {
            return message;
        }

        if (Value(source, "Content") is ScriptBlock)
        {
            // Its source is never what was meant.
            return null;
        }

        string? role = Value(source, "Role")?.ToString();
        if (role == ChatRole.Assistant && Names(source).Any(name => !s_members.Contains(name)) && ReadAnswer(source) is ChatMessage answer)
        {
            return answer;
        }

        ChatContentPart[] parts = [.. Items(source, "Parts").Concat(Items(source, "Content")).Select(ReadPart)];
        string? content = Value(source, "Content") is object given && (given is string or not IEnumerable)
            ? given.ToString()
            : parts.Length == 0 ? null : string.Concat(parts.Select(part => part.Text));
        ChatToolCall[] calls = [.. Items(source, "ToolCalls").Concat(Items(source, "tool_calls")).Select(ReadCall)];
        return string.IsNullOrEmpty(role) || (content is null && calls.Length == 0) ? null : new ChatMessage(Array.Find(s_roles, known => known.Equals(role, StringComparison.OrdinalIgnoreCase)) ?? role!, content)
        {
            Name = Value(source, "Name")?.ToString(),
            Reasoning = Value(source, "Reasoning")?.ToString(),
            Refusal = Value(source, "Refusal")?.ToString(),
            ToolCallId = (Value(source, "ToolCallId") ?? Value(source, "tool_call_id"))?.ToString(),
            ToolCalls = calls.Length == 0 ? null : calls,
            Parts = parts.Length == 0 ? null : parts,
            Native = Value(source, "Native") is object native ? ReadNative(PSObject.AsPSObject(native)) : null,
        };
    }

    /// <summary>Whether it is a saved answer of which too little was saved: ConvertTo-Json stops at a depth of 2 unless told otherwise.</summary>
    public static bool IsCutShort(PSObject? source) =>
        source is not null and not { BaseObject: ModelAnswer or ModelDelta or string } && Value(source, "RawJson") is string
        && (Value(source, "Messages") is string
            || Items(source, "Messages").Any(message => s_nested.Any(name => Value(message, name) is string { Length: > 0 } || Items(message, name).Any(item => item.BaseObject is string))));

    // An answer as the chat API has it: what belongs back into a request is kept, as of an answer that the module got.
    private static ChatMessage? ReadAnswer(PSObject source)
    {
        try
        {
            string json = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["message"] = JsonConversion.ToNode(source) }) }.ToJsonString();
            return ChatCompletionReader.Read(Encoding.UTF8.GetBytes(json), [])?.Choices[0].Message is { } message && (message.Content ?? message.Refusal ?? message.ToolCalls as object) is not null ? message : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // As the module has a call, or as the chat API does: function with name and arguments.
    private static ChatToolCall ReadCall(PSObject call)
    {
        PSObject function = Value(call, "function") is object inner ? PSObject.AsPSObject(inner) : call;
        return new ChatToolCall(Text(call, "Id"), Text(function, "Name"), Text(function, "Arguments"));
    }

    // As the module has a part, or as the wire does: image_url with url and detail.
    private static ChatContentPart ReadPart(PSObject part)
    {
        if (Value(part, "input_audio") is object heard)
        {
            PSObject sound = PSObject.AsPSObject(heard);
            string format = Text(sound, "Format");
            return new ChatContentPart(ChatContentPart.InputAudioType) { Url = $"data:audio/{(format == "mp3" ? "mpeg" : format)};base64,{Text(sound, "Data")}" };
        }

        PSObject image = Value(part, "image_url") is object inner ? PSObject.AsPSObject(inner) : part;
        return new ChatContentPart(Text(part, "Type"))
        {
            Text = Value(part, "Text")?.ToString(),
            Url = image.BaseObject as string ?? Value(image, "Url")?.ToString(),
            Detail = Value(image, "Detail")?.ToString(),
            FileName = Value(part, "FileName")?.ToString(),
        };
    }

    private static NativeMessage? ReadNative(PSObject native) =>
        Text(native, "Api") is { Length: > 0 } api && Text(native, "Json") is { Length: > 0 } json ? new NativeMessage(api, json) : null;

    private static IEnumerable<PSObject> Items(PSObject source, string name) =>
        Value(source, name) is IEnumerable items and not string ? items.Cast<object>().Select(PSObject.AsPSObject) : [];

    private static string Text(PSObject source, string name) => Value(source, name)?.ToString() ?? string.Empty;

    private static IEnumerable<string> Names(PSObject source) =>
        source.BaseObject is IDictionary table ? table.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty) : source.Properties.Select(property => property.Name);

    private static object? Value(PSObject source, string name)
    {
        object? value = source.BaseObject is IDictionary table
            ? table.Keys.Cast<object>().Where(key => string.Equals(key.ToString(), name, StringComparison.OrdinalIgnoreCase)).Select(key => table[key]).FirstOrDefault()
            : source.Properties[name]?.Value;
        return PSValue.Unwrap(value);
    }
}
