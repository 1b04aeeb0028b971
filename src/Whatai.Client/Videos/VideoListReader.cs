using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Videos;

/// <summary>Reads lists of tasks: Ark's pages with numbers, and OpenAI's with a cursor, which are not filtered by the server.</summary>
internal static class VideoListReader
{
    /// <summary>The page; null where the JSON is none.</summary>
    public static VideoPage? Read(JsonElement root, VideoFilter filter)
    {
        bool isOpenAI = filter.Route.Equals(VideoRoute.OpenAI, StringComparison.OrdinalIgnoreCase);
        string name = isOpenAI ? "data" : "items";
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
        {
            root = inner;
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out JsonElement items) || items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<VideoTask> tasks = [.. items.EnumerateArray().Select(item => VideoTaskReader.Read(item, isOpenAI ? VideoRoute.OpenAI : VideoRoute.Seedance)).OfType<VideoTask>()];
        if (!isOpenAI)
        {
            return new VideoPage(tasks, LenientJson.Count(root, "total") ?? tasks.Count);
        }

        VideoTask[] wanted =
        [
            .. tasks.Where(task => (filter.Status is null || task.Status == filter.Status) && (filter.Model is null || task.Model == filter.Model)
                && (filter.Ids.Count == 0 || filter.Ids.Contains(task.Id))),
        ];
        bool hasMore = root.TryGetProperty("has_more", out JsonElement more) && more.ValueKind == JsonValueKind.True && tasks.Count > 0;
        return new VideoPage(wanted, wanted.Length) { Next = hasMore ? LenientJson.Text(root, "last_id") ?? tasks[tasks.Count - 1].Id : null };
    }
}
