using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Client;
using Whatai.Client.Conversations;

namespace WhataiPS.Bulk;

/// <summary>What a journal holds, for who reads it.</summary>
/// <param name="journal">The journal.</param>
internal sealed class JournalContents(Journal journal)
{
    /// <summary>Its items, in the order of the lines that say the last of them.</summary>
    public IEnumerable<WhataiJournalEntry> Entries() => journal.Items().Select(static item => item.Kind == JournalLineKind.Answer && JournalEntry.Parse(item.Line) is JournalEntry entry
        ? Answered(item.File, entry)
        : new WhataiJournalEntry { State = item.Kind == JournalLineKind.Failed ? JournalState.Failed : JournalState.Unknown, Key = JournalLine.KeyOf(item.Line), Path = item.File });

    /// <summary>All of it in numbers.</summary>
    public WhataiJournalSummary Summarize()
    {
        WhataiJournalEntry[] entries = [.. Entries()];
        Cost[] costs = [.. entries.Select(static entry => entry.Cost).OfType<Cost>()];
        bool isOneCurrency = costs.Select(static cost => cost.Currency).Distinct().Count() == 1;
        return new WhataiJournalSummary
        {
            Path = journal.Path,
            Answered = Count(JournalState.Answered),
            Failed = Count(JournalState.Failed),
            Unknown = Count(JournalState.Unknown),
            Models = [.. entries.Select(static entry => entry.Model).OfType<string>().Distinct().OrderBy(static model => model, StringComparer.Ordinal)],
            TotalTokens = entries.Sum(static entry => entry.TotalTokens ?? 0),
            Cost = isOneCurrency ? costs.Sum(static cost => cost.Amount) : null,
            Currency = isOneCurrency ? costs[0].Currency : null,
            Files = journal.Files,
            MissingShards = MissingShards(journal.Files),
        };

        int Count(JournalState state) => entries.Count(entry => entry.State == state);
    }

    private static WhataiJournalEntry Answered(string file, JournalEntry entry)
    {
        ModelAnswer? answer = KeptAnswer.Read(entry.Response);
        using JsonDocument response = JsonDocument.Parse(entry.Response);
        string[] files = [.. entry.Files.Select(static file => file.Path)];
        return new WhataiJournalEntry
        {
            State = JournalState.Answered,
            Key = entry.Key,
            Path = file,
            Input = entry.Input,
            Answer = answer?.Text ?? (files.Length > 0 ? string.Join("; ", files) : TextOf(response.RootElement)),
            Model = entry.Settings?.Model ?? answer?.Model ?? JournalJson.Text(response.RootElement, "model"),
            Parameters = entry.Settings?.Parameters ?? new Dictionary<string, string>(),
            TotalTokens = answer?.Usage?.TotalTokens,
            Cost = entry.Cost ?? answer?.Cost,
            Files = files,
            RequestId = entry.RequestId,
            Duration = entry.Duration,
            RawJson = Encoding.UTF8.GetString(entry.Response),
        };
    }

    // A transcription has a text, an image an address, and a task its id.
    private static string TextOf(JsonElement response) => response.ValueKind == JsonValueKind.Array
        ? string.Join("; ", response.EnumerateArray().Select(TextOf).Where(static text => text.Length > 0))
        : JournalJson.Text(response, "text") ?? JournalJson.Text(response, "url") ?? JournalJson.Text(response, "id") ?? string.Empty;

    private static string[] MissingShards(IReadOnlyList<string> files)
    {
        (int Index, int Count)[] shards = [.. files
            .Select(static file => Regex.Match(Path.GetFileName(file), "^shard-([0-9]{1,5})-of-([0-9]{1,5})\\.jsonl$", RegexOptions.CultureInvariant))
            .Where(static match => match.Success)
            .Select(static match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
        return [.. shards.GroupBy(static shard => shard.Count).SelectMany(static group =>
            Enumerable.Range(0, group.Key).Except(group.Select(static shard => shard.Index)).Select(index => $"{index}/{group.Key}"))];
    }
}
