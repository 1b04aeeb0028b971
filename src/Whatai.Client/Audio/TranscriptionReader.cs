using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Audio;

/// <summary>Reads a transcription.</summary>
internal static class TranscriptionReader
{
    private static readonly Regex s_srtTimes = new(@"^\s*\d+:\d{2}:\d{2}[,.]\d{1,3} --> \d+:\d{2}:\d{2}[,.]\d{1,3}", RegexOptions.Multiline | RegexOptions.CultureInvariant);
    private static readonly string[] s_texts = ["text", "transcript", "transcription"];
    private static readonly string[] s_wrappers = ["result", "data", "output"];

    /// <exception cref="WhataiException">It is none.</exception>
    public static Transcription Read(byte[] body, TranscriptionRequest request, CallContext context, TimeSpan duration)
    {
        if (IsPlain(body) && !ErrorBody.Parse(body).IsHtml)
        {
            return Create(Encoding.UTF8.GetString(body).Trim('\r', '\n', '\uFEFF'));
        }

        using JsonDocument document = LenientJson.Parse(body) ?? throw ApiFailures.NotJson(body, context);
        if (Find(document.RootElement) is (string text, JsonElement told))
        {
            return Create(text) with
            {
                Segments = [.. Items(told, "segments", ReadSegment)],
                Words = [.. Items(told, "words", static (item, _) => new TranscriptionWord(
                    LenientJson.Text(item, "word") ?? string.Empty, Seconds(item, "start") ?? default, Seconds(item, "end") ?? default))],
                Language = LenientJson.Text(told, "language"),
                Length = told.ValueKind == JsonValueKind.Object ? Seconds(told, "duration") : null,
                Usage = context.Took(Usage(document.RootElement)),
            };
        }

        throw ApiFailures.NotTheAnswer(body, context);

        Transcription Create(string text) => new()
        {
            Text = text,
            Model = request.Model,
            Input = request.Input ?? request.Path,
            RequestId = context.RequestId,
            Duration = duration,
            Attempts = context.Attempts,
            RawBytes = body,
        };
    }

    /// <summary>A segment, of a whole answer or as an event of a stream.</summary>
    public static TranscriptionSegment ReadSegment(JsonElement item, int index) => new(
        LenientJson.Count(item, "id") is >= 0 and <= int.MaxValue and long id ? (int)id : index,
        Seconds(item, "start") ?? default,
        Seconds(item, "end") ?? default,
        LenientJson.Text(item, "text") ?? string.Empty)
    {
        Speaker = LenientJson.Text(item, "speaker") is { Length: > 0 } speaker ? speaker : null,
    };

    /// <summary>The subtitles, out of the JSON that some servers put them in; null where there are none of the format.</summary>
    public static string? ReadSubtitles(byte[] body, string format)
    {
        string text = Encoding.UTF8.GetString(body);
        if (!IsPlain(body) && !string.IsNullOrWhiteSpace(text))
        {
            using JsonDocument? document = LenientJson.Parse(body);
            if (document is null)
            {
                return null;
            }

            text = document.RootElement.ValueKind == JsonValueKind.Object && LenientJson.Text(document.RootElement, format) is string named
                ? named
                : Find(document.RootElement)?.Text ?? text;
        }

        text = text.TrimStart('\uFEFF');
        bool isVtt = text.TrimStart().StartsWith("WEBVTT", StringComparison.Ordinal);
        return (format == "vtt" ? isVtt : !isVtt && (string.IsNullOrWhiteSpace(text) || s_srtTimes.IsMatch(text))) ? text : null;
    }

    // The text where it is, or put together of its pieces; a text alone is one, too.
    private static (string Text, JsonElement Told)? Find(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.String)
        {
            return (LenientText.Read(root)!, default);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (string name in s_texts)
        {
            if (root.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String)
            {
                return (LenientText.Read(text)!, root);
            }
        }

        if (root.TryGetProperty("segments", out JsonElement segments) && segments.ValueKind == JsonValueKind.Array)
        {
            return (string.Concat(Items(root, "segments", static (item, _) => LenientJson.Text(item, "text"))).Trim(), root);
        }

        foreach (string name in s_wrappers)
        {
            if (root.TryGetProperty(name, out JsonElement inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.String && !ErrorReader.IsError(root) && Find(inner) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // What begins as no JSON and no page does, and is no file of another kind, is words: the text itself, whatever format was asked for.
    private static bool IsPlain(ReadOnlySpan<byte> body) => EventData.Beginning(body) is { IsEmpty: false } text && "{[\"<"u8.IndexOf(text[0]) < 0 && text.IndexOf((byte)0) < 0;

    private static TokenUsage? Usage(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object && LenientJson.Count(usage, "total_tokens") is not null
            ? UsageReader.Read(usage)
            : null;

    private static List<T> Items<T>(JsonElement root, string name, Func<JsonElement, int, T> read)
    {
        var items = new List<T>();
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array)
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
