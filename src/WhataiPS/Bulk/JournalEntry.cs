using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WhataiPS.Bulk;

/// <summary>An answer of a journal: the key, the input for who reads the file, the files that were written, and the answer's JSON.</summary>
internal sealed record JournalEntry(string RawJson, string? RequestId, TimeSpan Duration)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The files that were written of the answer.</summary>
    public IReadOnlyList<JournalFile> Files { get; init; } = [];

    /// <summary>The line that the entry is.</summary>
    public byte[] Write(string key, object? input)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteString("input", input is object[] items ? string.Join("; ", items) : Convert.ToString(input, CultureInfo.InvariantCulture));
            writer.WriteString("request_id", RequestId);
            writer.WriteNumber("duration_ms", (long)Duration.TotalMilliseconds);
            if (Files.Count > 0)
            {
                writer.WriteStartArray("files");
                foreach (JournalFile file in Files)
                {
                    writer.WriteStartObject();
                    writer.WriteString("path", file.Path);
                    writer.WriteNumber("length", file.Length);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WritePropertyName("response");
            using (JsonDocument response = JsonDocument.Parse(RawJson))
            {
                // Written anew: the server's may have line breaks.
                response.RootElement.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Whether it is a whole JSON value, of whatever kind.</summary>
    public static bool IsJson(byte[] line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The entry of a line; null where it can't be used, so that its item is asked again.</summary>
    public static JournalEntry? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new JournalEntry(
                root.GetProperty("response").GetRawText(),
                root.GetProperty("request_id").GetString(),
                TimeSpan.FromMilliseconds(root.GetProperty("duration_ms").GetInt64()))
            {
                Files = root.TryGetProperty("files", out JsonElement files)
                    ? [.. files.EnumerateArray().Select(static file => new JournalFile(file.GetProperty("path").GetString()!, file.GetProperty("length").GetInt64()))]
                    : [],
            };
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
