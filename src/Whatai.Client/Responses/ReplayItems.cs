using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>
/// Makes input items of a response's output items, so that a conversation can go on without the server's memory. What the input
/// schema has no place for is left out, as the official SDK does (<c>toResponseInputItems</c>); and where the response was not
/// stored, so is what only a stored response could answer for: its ids, and items that are nothing but an id.
/// </summary>
internal static class ReplayItems
{
    /// <summary>The items as a JSON array; null where none is left.</summary>
    /// <param name="json">The response, from which they are made when they are wanted.</param>
    /// <param name="response">The same.</param>
    /// <param name="calls">Its calls, with the ids that their results will name.</param>
    public static RawText? Of(byte[] json, JsonElement response, IReadOnlyList<ChatToolCall> calls)
    {
        if (ItemsOf(response).Length == 0)
        {
            return null;
        }

        ChatToolCall[] known = [.. calls];
        return new RawText(() =>
        {
            using JsonDocument document = LenientJson.Parse(json)!;
            return Write(document.RootElement, known);
        });
    }

    private static bool IsStored(JsonElement response) => !response.TryGetProperty("store", out JsonElement store) || store.ValueKind != JsonValueKind.False;

    private static JsonElement[] ItemsOf(JsonElement response)
    {
        bool stored = IsStored(response);
        return [.. OutputReader.Elements(response, "output").Where(item => item.ValueKind == JsonValueKind.Object && (stored || MeansSomethingAlone(item)))];
    }

    private static byte[] Write(JsonElement response, ChatToolCall[] calls)
    {
        int call = 0;
        bool stored = IsStored(response);
        return JsonBody.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (JsonElement item in ItemsOf(response))
            {
                WriteItem(writer, item, stored, LenientJson.Text(item, "type") is "function_call" ? calls[call++].Id : null);
            }

            writer.WriteEndArray();
        });
    }

    // The server looks others up by their id, and answers 404 "Items are not persisted when `store` is set to false".
    private static bool MeansSomethingAlone(JsonElement item) => LenientJson.Text(item, "type") switch
    {
        "reasoning" => LenientJson.Text(item, "encrypted_content") is { Length: > 0 },
        "web_search_call" or "file_search_call" => false,
        _ => true,
    };

    private static void WriteItem(Utf8JsonWriter writer, JsonElement item, bool stored, string? callId)
    {
        string type = LenientJson.Text(item, "type") ?? string.Empty;
        string[] dropped = type switch
        {
            // A message without its id is one that anybody may have written; such a one has no status.
            "message" => stored ? [] : ["id", "status"],
            "function_call" or "custom_tool_call" => stored ? ["status"] : ["id", "status"],
            // Its id belongs to the encrypted content.
            "reasoning" => ["status"],
            _ => [],
        };
        writer.WriteStartObject();
        writer.WriteOptional("call_id", callId);
        WriteMembers(writer, item, property =>
            Array.IndexOf(dropped, property.Name) < 0 && !(type == "reasoning" && property.Value.ValueKind == JsonValueKind.Null)
            && !(callId is not null && property.Name == "call_id"));
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement element, Func<JsonProperty, bool> isKept)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            // An SDK that stands in between puts the parsed ones there.
            if (property.Name is "created_by" or "parsed" or "parsed_arguments" || !isKept(property))
            {
                continue;
            }

            writer.WritePropertyName(property.Name);
            if (property.Name == "content" && property.Value.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (JsonElement part in property.Value.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object))
                {
                    writer.WriteStartObject();
                    WriteMembers(writer, part, static _ => true);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
            else
            {
                LenientJson.Write(writer, property.Value);
            }
        }
    }
}
