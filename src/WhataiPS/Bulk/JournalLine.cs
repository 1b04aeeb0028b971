using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

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

/// <summary>A line of a journal as far as its index needs it, which is read without making objects of the answers.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Key">The item.</param>
/// <param name="Files">The item's files: those that are written, or those that are going to be.</param>
internal readonly record struct JournalLine(JournalLineKind Kind, JournalKey Key, IReadOnlyList<string> Files)
{
    /// <summary>How an item failed that was answered, and paid for, with what can't be used.</summary>
    public const string Unusable = "Unusable";

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The model that was asked, where it says so.</summary>
    public string? Model { get; init; }

    /// <summary>The hash of the input, where it has one.</summary>
    public int? InputHash { get; init; }

    /// <summary>Reads a line; null where it is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="lastModel">The model of the line before: mostly it is the same, and then no other string is made for it.</param>
    public static JournalLine? Read(ReadOnlySpan<byte> line, string? lastModel = null)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            JournalKey? key = null;
            string? model = null;
            int? input = null;
            List<string>? files = null;
            JournalLineKind kind = JournalLineKind.None;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isKey = reader.ValueTextEquals("key"u8);
                bool isFiles = reader.ValueTextEquals("files"u8);
                bool isModel = reader.ValueTextEquals("model"u8);
                bool isInput = reader.ValueTextEquals("input"u8);
                kind = reader.ValueTextEquals("response"u8) ? JournalLineKind.Answer
                    : reader.ValueTextEquals("sent"u8) ? JournalLineKind.Sent
                    : reader.ValueTextEquals("failed"u8) ? JournalLineKind.Failed
                    : kind;
                reader.Read();
                if (isKey)
                {
                    key = ReadKey(in reader);
                }
                else if (isModel)
                {
                    model = lastModel is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(lastModel) ? lastModel : reader.GetString();
                }
                else if (isInput)
                {
                    input = reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } ? HashOf(reader.ValueSpan) : reader.GetString() is string text ? HashOf(text) : null;
                }
                else if (isFiles)
                {
                    files = ReadFiles(ref reader);
                }

                reader.Skip();
            }

            // To the end, so that two lines that were put together are none.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && key is not null && kind != JournalLineKind.None
                ? new JournalLine(kind, key.Value, files ?? (IReadOnlyList<string>)[]) { Model = model, InputHash = input }
                : null;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The key of a line that is one, as it stands there.</summary>
    public static string KeyOf(byte[] line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>The hash of an input: the same in each process, unlike a string's own.</summary>
    public static int HashOf(string input) => HashOf(Encoding.UTF8.GetBytes(input));

    /// <summary>The line that says that a request goes out, and where its files will be.</summary>
    public static byte[] Sent(string key, SentRequest sent)
    {
        var line = new JsonObject { ["key"] = key, ["sent"] = sent.Time.ToString("O"), ["model"] = sent.Model };
        if (sent.Batch is not null)
        {
            line["batch"] = sent.Batch;
        }

        if (sent.Files.Count > 0)
        {
            line["files"] = new JsonArray([.. sent.Files.Select(static file => (JsonNode)file)]);
        }

        return Line(line);
    }

    /// <summary>The line that says that the request failed and was not billed.</summary>
    public static byte[] Failed(string key, string kind) => Line(new JsonObject { ["key"] = key, ["failed"] = kind });

    // FNV-1a.
    private static int HashOf(ReadOnlySpan<byte> text)
    {
        uint hash = 2166136261;
        foreach (byte one in text)
        {
            hash = (hash ^ one) * 16777619;
        }

        return (int)hash;
    }

    private static JournalKey? ReadKey(in Utf8JsonReader reader) =>
        reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } ? JournalKey.Of(reader.ValueSpan)
        : reader.GetString() is string text ? JournalKey.Of(text)
        : null;

    // Paths as texts, or as objects with one.
    private static List<string> ReadFiles(ref Utf8JsonReader reader)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return [.. document.RootElement.EnumerateArray().Select(static file => file.ValueKind == JsonValueKind.Object ? file.GetProperty("path").GetString()! : file.GetString()!)];
    }

    private static byte[] Line(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString(s_json) + "\n");
}
