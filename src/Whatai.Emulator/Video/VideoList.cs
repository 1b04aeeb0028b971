using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Whatai.Emulator.Video;

/// <summary>What a list of Seedance tasks is asked for: <c>page_num, page_size, filter.status, filter.model, filter.task_ids, filter.service_tier</c>.</summary>
internal sealed class VideoList
{
    private const int Most = 500;
    private const int DefaultPageSize = 10;

    private readonly List<KeyValuePair<string, string>> _query = [];

    internal VideoList(string target)
    {
        int start = target.IndexOf('?');
        foreach (string pair in start < 0 ? [] : target.Substring(start + 1).Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair.Substring(0, equals));
            _query.Add(new(name, equals < 0 ? string.Empty : Uri.UnescapeDataString(pair.Substring(equals + 1).Replace('+', ' '))));
        }
    }

    /// <summary>The tasks of the page that is asked for, and how many there are on all pages.</summary>
    internal (List<VideoTask> Items, int Total) Page(IEnumerable<VideoTask> tasks)
    {
        int page = Number("page_num", 1);
        int size = Number("page_size", DefaultPageSize);
        string? status = Value("filter.status");
        if (status is not null and not ("queued" or "running" or "cancelled" or "succeeded" or "failed" or "expired"))
        {
            throw ArkErrors.Invalid("filter.status", $"'{status}' is no status");
        }

        DateTime now = DateTime.UtcNow;
        string[] ids = _query.Where(p => p.Key == "filter.task_ids").Select(p => p.Value).ToArray();
        List<VideoTask> found = tasks.Where(t =>
            (status is null || SeedanceJson.Name(t.Status(now)) == status)
            && (Value("filter.model") is not { } model || t.Spec.Model == model)
            && (Value("filter.service_tier") is not { } tier || t.Spec.ServiceTier == tier)
            && (ids.Length == 0 || ids.Contains(t.Id))).ToList();
        return (found.Skip((page - 1) * size).Take(size).ToList(), found.Count);
    }

    private string? Value(string name) => _query.Find(p => p.Key == name) is { Key: not null, Value.Length: > 0 } pair ? pair.Value : null;

    private int Number(string name, int otherwise)
    {
        if (Value(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= Most
            ? value
            : throw ArkErrors.Invalid(name, FormattableString.Invariant($"expected 1 to {Most}, got {text}"));
    }
}
