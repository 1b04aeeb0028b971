using System.Globalization;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Images;

/// <summary>Reads what gateways say of asynchronous images.</summary>
internal static class ImageTaskReader
{
    /// <summary>The id of a task that was just made: <c>task_id</c>, <c>data: "id"</c> or <c>data.task_id</c>; null where there is none.</summary>
    public static string? ReadId(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Text(root, "task_id") is string id)
        {
            return id;
        }

        return root.TryGetProperty("data", out JsonElement data) ? data.ValueKind switch
        {
            JsonValueKind.String => LenientText.Read(data),
            JsonValueKind.Object => Text(data, "task_id"),
            _ => null,
        } : null;
    }

    /// <summary>A task as the gateway tells of it; null where the text tells of none.</summary>
    /// <param name="json">The answer, shortened.</param>
    /// <param name="taskId">The id that was asked with.</param>
    public static ImageTask? Read(string json, string taskId)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonElement task = root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object ? data : root;
        return Text(task, "status") is not string status ? null : new ImageTask
        {
            TaskId = Text(task, "task_id") ?? taskId,
            RawStatus = status,
            Status = status.ToUpperInvariant() switch
            {
                "SUCCESS" or "SUCCEEDED" or "COMPLETED" => ImageTaskStatus.Succeeded,
                "FAILURE" or "FAILED" or "CANCELLED" or "EXPIRED" => ImageTaskStatus.Failed,
                "IN_PROGRESS" or "RUNNING" or "PROCESSING" => ImageTaskStatus.Running,
                _ => ImageTaskStatus.Queued,
            },
            Progress = Percent(Text(task, "progress")),
            FailReason = Text(task, "fail_reason") is { Length: > 0 } reason ? reason : null,
            RawJson = json,
        };
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.ValueKind switch
    {
        JsonValueKind.String => LenientText.Read(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    } : null;

    private static int? Percent(string? text) =>
        double.TryParse(text?.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 100 ? (int)percent : null;
}
