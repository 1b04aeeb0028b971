using System;
using System.Text;
using System.Text.Json;

namespace WhataiPS.Bulk;

/// <summary>What a line of a journal says of an item.</summary>
internal enum JournalLineKind
{
    /// <summary>Nothing: it is torn, or no line of a journal.</summary>
    None,

    /// <summary>It has the answer.</summary>
    Answer,

    /// <summary>A request went out; unless a later line says more, it may have been billed without an answer.</summary>
    Sent,

    /// <summary>The request failed in a way that nothing is billed for.</summary>
    Failed,
}

/// <summary>Reads lines of a journal as far as its index needs it, without making objects of the answers.</summary>
internal static class JournalLine
{
    /// <summary>Reads a line.</summary>
    /// <returns>The kind, and the item's key; no key where it is none.</returns>
    public static (JournalLineKind Kind, string? Key) Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            string? key = null;
            JournalLineKind kind = JournalLineKind.None;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isKey = reader.ValueTextEquals("key"u8);
                kind = reader.ValueTextEquals("response"u8) ? JournalLineKind.Answer
                    : reader.ValueTextEquals("sent"u8) ? JournalLineKind.Sent
                    : reader.ValueTextEquals("failed"u8) ? JournalLineKind.Failed
                    : kind;
                reader.Read();
                if (isKey)
                {
                    key = reader.GetString();
                }

                reader.Skip();
            }

            // To the end, so that two lines that were put together are none.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && key is not null && kind != JournalLineKind.None ? (kind, key) : default;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>The line that says that a request goes out.</summary>
    public static byte[] Sent(string key, DateTimeOffset time) => Line($$"""{"key":"{{key}}","sent":"{{time:O}}"}""");

    /// <summary>The line that says that the request failed and was not billed.</summary>
    public static byte[] Failed(string key, string kind) => Line($$"""{"key":"{{key}}","failed":"{{kind}}"}""");

    private static byte[] Line(string json) => Encoding.UTF8.GetBytes(json + "\n");
}
