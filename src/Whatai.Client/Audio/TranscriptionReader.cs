using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client.Audio;

/// <summary>Reads a transcription.</summary>
internal static class TranscriptionReader
{
    /// <exception cref="WhataiException">It is none.</exception>
    public static Transcription Read(ReadOnlySpan<byte> body, TranscriptionRequest request, CallFacts facts, TimeSpan duration)
    {
        using JsonDocument document = LenientJson.Parse(body.ToArray()) ?? throw ApiFailures.NotJson(body, facts);
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
        {
            return new Transcription
            {
                Text = LenientText.Read(text)!,
                Segments = [.. Items(root, "segments", static (item, index) => new TranscriptionSegment(
                    (int)(LenientJson.Count(item, "id") ?? index), Seconds(item, "start") ?? default, Seconds(item, "end") ?? default, LenientJson.Text(item, "text") ?? string.Empty))],
                Words = [.. Items(root, "words", static (item, _) => new TranscriptionWord(
                    LenientJson.Text(item, "word") ?? string.Empty, Seconds(item, "start") ?? default, Seconds(item, "end") ?? default))],
                Language = LenientJson.Text(root, "language"),
                Length = Seconds(root, "duration"),
                Usage = root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object && LenientJson.Count(usage, "total_tokens") is not null
                    ? UsageReader.Read(usage)
                    : null,
                Model = request.Model,
                Input = request.Input ?? request.Path,
                RequestId = facts.RequestId,
                Duration = duration,
                Attempts = facts.Attempts,
                RawJson = Encoding.UTF8.GetString(body.ToArray()),
            };
        }

        throw ApiFailures.NotTheAnswer(body, facts);
    }

    private static List<T> Items<T>(JsonElement root, string name, Func<JsonElement, int, T> read)
    {
        var items = new List<T>();
        if (root.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object)
                {
                    items.Add(read(item, items.Count));
                }
            }
        }

        return items;
    }

    private static TimeSpan? Seconds(JsonElement element, string name) =>
        LenientJson.Amount(element, name) is decimal seconds && seconds is >= 0 and < 100_000_000 ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
}
