using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>An answer of a journal: the key, the input for who reads the file, the files that were written, and the answer.</summary>
/// <param name="Response">The answer's JSON in UTF-8.</param>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Duration">How long the answer took.</param>
internal sealed record JournalEntry(byte[] Response, string? RequestId, TimeSpan Duration)
{
    private static readonly byte[] s_response = [.. ",\"response\":"u8];
    private static readonly byte[] s_end = [.. "}\n"u8];

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The files that were written of the answer.</summary>
    public IReadOnlyList<JournalFile> Files { get; init; } = [];

    /// <summary>The item's key.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>The input, as a text.</summary>
    public string Input { get; init; } = string.Empty;

    /// <summary>What was asked beside the input; null where an older line does not say.</summary>
    public RequestSettings? Settings { get; init; }

    /// <summary>What it cost, where that was known when it came.</summary>
    public Cost? Cost { get; init; }

    /// <summary>An input as a journal has it.</summary>
    public static string InputText(object? input) => (input is object[] items ? string.Join("; ", items) : Convert.ToString(input, CultureInfo.InvariantCulture)) ?? string.Empty;

    /// <summary>What the index keeps of it.</summary>
    public JournalLine ToLine() => new(JournalLineKind.Answer, JournalKey.Of(Key), [.. Files.Select(static file => file.Path)])
    {
        Model = Settings?.Model,
        InputHash = JournalLine.HashOf(Input),
    };

    /// <summary>The line that the entry is. The answer is copied once, for it may be large.</summary>
    public byte[] Write()
    {
        using var head = new MemoryStream();
        using (var writer = new Utf8JsonWriter(head, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("key", Key);
            writer.WriteString("input", Input);
            WriteSettings(writer);
            writer.WriteString("request_id", RequestId);
            writer.WriteNumber("duration_ms", (long)Duration.TotalMilliseconds);
            WriteCost(writer);
            WriteFiles(writer);
        }

        byte[] response = OnOneLine(Response);
        byte[] line = new byte[head.Length + s_response.Length + response.Length + s_end.Length];
        int at = 0;
        Add(head.GetBuffer(), (int)head.Length);
        Add(s_response, s_response.Length);
        Add(response, response.Length);
        Add(s_end, s_end.Length);
        return line;

        void Add(byte[] part, int length)
        {
            Buffer.BlockCopy(part, 0, line, at, length);
            at += length;
        }
    }

    /// <summary>Whether it is a whole JSON value, of whatever kind.</summary>
    public static bool IsJson(byte[] line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return line.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The entry of a line; null where it can't be used, so that its item is asked again.</summary>
    public static JournalEntry? Parse(byte[] line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new JournalEntry(
                ResponseOf(line),
                root.GetProperty("request_id").GetString(),
                TimeSpan.FromMilliseconds(root.GetProperty("duration_ms").GetInt64()))
            {
                Key = root.GetProperty("key").GetString()!,
                Input = root.TryGetProperty("input", out JsonElement input) ? input.GetString() ?? string.Empty : string.Empty,
                Settings = ReadSettings(root),
                Cost = root.TryGetProperty("cost", out JsonElement cost) && Enum.TryParse(cost.GetProperty("source").GetString(), out CostSource source)
                    ? new Cost(cost.GetProperty("amount").GetDecimal(), cost.GetProperty("currency").GetString()!, source)
                    : null,
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

    private static byte[] ResponseOf(byte[] line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isResponse = reader.ValueTextEquals("response"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isResponse)
            {
                return line.AsSpan(start, (int)reader.BytesConsumed - start).ToArray();
            }
        }

        throw new KeyNotFoundException();
    }

    // The server's may have line breaks, and then is written anew.
    private static byte[] OnOneLine(byte[] json)
    {
        if (json.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') < 0 && IsJson(json))
        {
            return json;
        }

        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            document.RootElement.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private void WriteCost(Utf8JsonWriter writer)
    {
        if (Cost is not null)
        {
            writer.WriteStartObject("cost");
            writer.WriteNumber("amount", Cost.Amount);
            writer.WriteString("currency", Cost.Currency);
            writer.WriteString("source", Cost.Source.ToString());
            writer.WriteEndObject();
        }
    }

    private void WriteFiles(Utf8JsonWriter writer)
    {
        if (Files.Count == 0)
        {
            return;
        }

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

    private void WriteSettings(Utf8JsonWriter writer)
    {
        if (Settings?.Model is string model)
        {
            writer.WriteString("model", model);
        }

        if (Settings?.Parameters.Count > 0)
        {
            writer.WriteStartObject("parameters");
            foreach (KeyValuePair<string, string> parameter in Settings.Parameters)
            {
                writer.WriteString(parameter.Key, parameter.Value);
            }

            writer.WriteEndObject();
        }
    }

    private static RequestSettings? ReadSettings(JsonElement root)
    {
        string? model = root.TryGetProperty("model", out JsonElement named) ? named.GetString() : null;
        bool hasParameters = root.TryGetProperty("parameters", out JsonElement parameters);
        return model is null && !hasParameters ? null : new RequestSettings(model, hasParameters
            ? parameters.EnumerateObject().ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value.GetString() ?? string.Empty, StringComparer.Ordinal)
            : new Dictionary<string, string>());
    }
}
