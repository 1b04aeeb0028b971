using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Whatai.Client;
using Whatai.Client.Media;
using Whatai.Client.Videos;
using WhataiPS.Bulk;
using WhataiPS.Resources;

namespace WhataiPS.Reports;

/// <summary>Makes rows of a journal: its answers, what failed, and what was sent and never answered.</summary>
internal static class ReportJournal
{
    /// <summary>Reads the file, or those of the folder, also while a run writes them.</summary>
    /// <exception cref="IOException">One can't be read, or is no journal.</exception>
    public static IReadOnlyList<ReportItem> Read(string path)
    {
        // The last line of an item is how it stands; its place is that of the first.
        var keys = new List<JournalKey>();
        var items = new Dictionary<JournalKey, ReportItem>();
        bool hasLines = false;
        foreach (byte[] line in JournalPaths.Find(path, shard: null).Existing().SelectMany(JournalPaths.ReadLines).Select(Encoding.UTF8.GetBytes))
        {
            hasLines |= line.Length > 0;
            if (JournalLine.Read(line) is not JournalLine what)
            {
                continue;
            }

            if (!items.ContainsKey(what.Key))
            {
                keys.Add(what.Key);
            }

            items[what.Key] = ReadLine(line, what.Kind);
        }

        return keys.Count > 0 || !hasLines ? [.. keys.Select(key => items[key])] : throw new IOException(SR.NotAJournal);
    }

    private static ReportItem ReadLine(byte[] line, JournalLineKind kind)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string input = JournalJson.Text(root, "input") ?? string.Empty;
        if (kind != JournalLineKind.Answer)
        {
            bool isFailed = kind == JournalLineKind.Failed;
            return new ReportItem { IsError = true, Prompt = input, Status = isFailed ? JournalJson.Text(root, "failed") : null, Text = isFailed ? SR.ReportFailed : SR.ReportUnknown, Time = isFailed ? null : Time(root) };
        }

        JournalEntry entry = JournalEntry.Parse(line) ?? new JournalEntry("{}"u8.ToArray(), null, TimeSpan.Zero);
        PSObject? result = ReadResult(entry.Response);
        ReportItem item = result is null ? new ReportItem { Text = PlainText(entry.Response) } : ReportReader.Read(result);
        return item with
        {
            Prompt = item.Prompt.Length > 0 ? item.Prompt : input,
            RequestId = entry.RequestId,
            Duration = entry.Duration > TimeSpan.Zero ? entry.Duration : item.Duration,
            Media = entry.Files.Count > 0 ? [.. entry.Files.Select(static made => new ReportMedia(null, made.Path, null))] : item.Media,
        };
    }

    private static PSObject? ReadResult(byte[] json)
    {
        if (KeptAnswer.Read(json) is { } answer)
        {
            return PSObject.AsPSObject(answer);
        }

        if (json.Length > 0 && json[0] == (byte)'[')
        {
            return JournalJson.Read<WhataiImage[]>(json) is { Length: > 0 } images
                ? PSObject.AsPSObject(new { images[0].Prompt, images[0].Model, images[0].Created, images[0].Usage, Images = images })
                : null;
        }

        return json.AsSpan().IndexOf("\"route\""u8) >= 0 && JournalJson.Read<VideoTask>(json) is { } task ? PSObject.AsPSObject(task) : null;
    }

    // What was written down, where it is a transcript; vectors are for no reader.
    private static string PlainText(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JournalJson.Text(document.RootElement, "text") ?? string.Empty;
    }

    private static DateTimeOffset? Time(JsonElement root) => DateTimeOffset.TryParse(JournalJson.Text(root, "sent"), out DateTimeOffset time) ? time : null;
}
