using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Images;

/// <summary>The asynchronous image tasks of gpt-best sites. A task advances by one state at each poll: queued, half done, finished.</summary>
internal sealed class ImageTasks
{
    private static readonly (string Status, string Progress)[] s_steps = [("NOT_START", "0%"), ("IN_PROGRESS", "50%"), ("SUCCESS", "100%")];

    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _tasks = [];

    /// <summary>Adds a task for a job.</summary>
    /// <returns>The task's id.</returns>
    internal string Add(ImageJob job)
    {
        lock (_gate)
        {
            string id = "imgtask-" + (_tasks.Count + 1).ToString("D6", CultureInfo.InvariantCulture);
            _tasks[id] = new Entry(job);
            return id;
        }
    }

    /// <summary>GET /v1/images/tasks/{id}.</summary>
    internal static Task GetAsync(Exchange exchange)
    {
        string id = exchange.RouteValues["id"];
        return exchange.State.ImageTasks.Poll(id) is (ImageJob job, int step)
            ? exchange.SendJsonAsync(200, Describe(exchange, id, job, step))
            : throw new ApiErrorException(404, $"task_not_exist: {id}", "invalid_request_error", "id", "task_not_exist");
    }

    private (ImageJob Job, int Step)? Poll(string id)
    {
        lock (_gate)
        {
            return _tasks.TryGetValue(id, out Entry? entry) ? (entry.Job, entry.PollCount++) : null;
        }
    }

    private static byte[] Describe(Exchange exchange, string id, ImageJob job, int step)
    {
        bool isFinished = step >= s_steps.Length - 1;
        (string status, string progress) = s_steps[isFinished ? s_steps.Length - 1 : step];
        string failure = isFinished ? job.Failure ?? string.Empty : string.Empty;
        return JsonBytes.Object(w =>
        {
            w.WriteString("code", "success");
            w.WriteString("message", string.Empty);
            w.Object("data", d =>
            {
                d.WriteString("task_id", id);
                d.WriteString("status", failure.Length > 0 ? "FAILURE" : status);
                d.WriteString("progress", progress);
                d.WriteString("fail_reason", failure);
                if (isFinished && failure.Length == 0)
                {
                    d.Object("data", r => ImageJson.WriteResult(r, job, exchange.State, exchange.Response.Quirks));
                }
                else
                {
                    d.WriteNull("data");
                }
            });
        });
    }

    private sealed class Entry(ImageJob job)
    {
        internal ImageJob Job { get; } = job;

        internal int PollCount { get; set; }
    }
}
