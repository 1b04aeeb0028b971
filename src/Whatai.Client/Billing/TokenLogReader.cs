using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>Reads <c>/api/log/token</c> of the new-api family.</summary>
internal static class TokenLogReader
{
    /// <summary>Reads the answer.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="quotaPerUnit">How many quota units make one dollar.</param>
    /// <param name="missing">What is missing where null is returned.</param>
    /// <returns>The rows, newest first.</returns>
    public static IReadOnlyList<BillEntry>? Read(JsonElement root, decimal quotaPerUnit, out string missing)
    {
        missing = "data";
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out JsonElement data))
        {
            return null;
        }

        // An empty log is null in some versions.
        if (data.ValueKind == JsonValueKind.Null && root.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.True)
        {
            return [];
        }

        if (data.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var rows = new List<BillEntry>();
        foreach (JsonElement row in data.EnumerateArray())
        {
            if (ReadRow(row, quotaPerUnit, out missing) is not BillEntry entry)
            {
                return null;
            }

            rows.Add(entry);
        }

        // Stable, so that rows of one second keep the site's order; earlier versions begin with the oldest.
        bool isOldestFirst = rows.Count > 1 && rows[0].Time < rows[rows.Count - 1].Time;
        IEnumerable<BillEntry> newestFirst = isOldestFirst ? Enumerable.Reverse(rows) : rows;
        return [.. newestFirst.OrderByDescending(static row => row.Time)];
    }

    private static BillEntry? ReadRow(JsonElement row, decimal quotaPerUnit, out string missing)
    {
        missing = "created_at";
        if (row.ValueKind != JsonValueKind.Object || LenientJson.Count(row, missing) is not long seconds || UnixTime.ToDate(seconds) is not DateTimeOffset time)
        {
            return null;
        }

        missing = "type";
        if (LenientJson.Count(row, missing) is not long code)
        {
            return null;
        }

        missing = "quota";
        if (LenientJson.Count(row, missing) is not long quota)
        {
            return null;
        }

        BillEntryType type = code is > 0 and <= (long)BillEntryType.Login ? (BillEntryType)code : BillEntryType.Unknown;
        using JsonDocument? other = ReadOther(row);
        JsonElement details = other?.RootElement ?? default;
        return new BillEntry
        {
            Time = time,
            Type = type,
            Model = Text(row, "model_name"),
            PromptTokens = LenientJson.Count(row, "prompt_tokens") ?? 0,
            CompletionTokens = LenientJson.Count(row, "completion_tokens") ?? 0,
            CachedTokens = Count(details, "cache_tokens"),
            CacheWriteTokens = Count(details, "cache_creation_tokens"),
            Quota = quota,
            Amount = type switch
            {
                BillEntryType.Consume => quota / quotaPerUnit,
                BillEntryType.Refund => -Math.Abs(quota) / quotaPerUnit,
                _ => null,
            },
            Group = Text(row, "group"),
            // What one group pays for another's channels goes before the group's own ratio; -1 means that there is none.
            GroupRatio = Ratio(details, "user_group_ratio") ?? Ratio(details, "group_ratio"),
            RequestId = Text(row, "request_id"),
            TaskId = Text(details, "task_id"),
            TokenName = Text(row, "token_name"),
            Duration = TimeSpan.FromSeconds(Math.Min(LenientJson.Count(row, "use_time") ?? 0, int.MaxValue)),
            Content = Text(row, "content"),
            RawJson = LenientJson.Compact(row),
        };
    }

    // The details are JSON in a string; some relays send the object itself.
    private static JsonDocument? ReadOther(JsonElement row)
    {
        try
        {
            return LenientJson.Text(row, "other") is { Length: > 0 } text && LenientJson.IsObject(text) ? JsonDocument.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => LenientJson.Text(element, name) is { Length: > 0 } text ? text : null;

    private static long Count(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object ? LenientJson.Count(element, name) ?? 0 : 0;

    private static decimal? Ratio(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && LenientJson.Amount(element, name) is >= 0 and decimal ratio ? ratio : null;
}
