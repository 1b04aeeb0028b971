using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>An answer of a journal: the key, the input for who reads the file, the files that were written, and the answer's JSON.</summary>
internal sealed record JournalEntry(string RawJson, string? RequestId, TimeSpan Duration)
{
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

    /// <summary>The line that the entry is.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("key", Key);
            writer.WriteString("input", Input);
            WriteSettings(writer);
            writer.WriteString("request_id", RequestId);
            writer.WriteNumber("duration_ms", (long)Duration.TotalMilliseconds);
            if (Cost is not null)
            {
                writer.WriteStartObject("cost");
                writer.WriteNumber("amount", Cost.Amount);
                writer.WriteString("currency", Cost.Currency);
                writer.WriteString("source", Cost.Source.ToString());
                writer.WriteEndObject();
            }

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
