using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Video;

/// <summary>The query of a list of Seedance tasks: <c>page_num, page_size, filter.status, filter.model, filter.task_ids, filter.service_tier</c>.</summary>
internal sealed class VideoList
{
    private const int MaxCount = 500;
    private const int DefaultPageSize = 10;

    private readonly QueryString _query;

    internal VideoList(string target) => _query = new QueryString(target);

    /// <summary>The tasks of the requested page, and the number of tasks on all pages.</summary>
    internal (List<VideoTask> Items, int Total) Page(IEnumerable<VideoTask> tasks)
    {
        int page = Number("page_num", 1);
        int size = Number("page_size", DefaultPageSize);
        string? status = _query.Value("filter.status");
        if (status is not null and not ("queued" or "running" or "cancelled" or "succeeded" or "failed" or "expired"))
        {
            throw ArkErrors.Invalid("filter.status", $"'{status}' is no status");
        }

        DateTime now = DateTime.UtcNow;
        string[] ids = _query.Values("filter.task_ids");
        List<VideoTask> found = tasks.Where(t =>
            (status is null || SeedanceJson.Name(t.Status(now)) == status)
            && (_query.Value("filter.model") is not { } model || t.Spec.Model == model)
            && (_query.Value("filter.service_tier") is not { } tier || t.Spec.ServiceTier == tier)
            && (ids.Length == 0 || ids.Contains(t.Id))).ToList();
        return (found.Skip((page - 1) * size).Take(size).ToList(), found.Count);
    }

    private int Number(string name, int otherwise)
    {
        if (_query.Value(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= MaxCount
            ? value
            : throw ArkErrors.Invalid(name, FormattableString.Invariant($"expected 1 to {MaxCount}, got {text}"));
    }
}
