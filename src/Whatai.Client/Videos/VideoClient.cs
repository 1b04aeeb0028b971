using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Tasks;

namespace Whatai.Client.Videos;

/// <summary>Videos: tasks that are started, asked for, listed, and cancelled. By three routes, in one shape.</summary>
public sealed class VideoClient
{
    // OpenAI's reference of lists.
    private const int LargestCursorPage = 100;

    private readonly ApiSender _sender;

    internal VideoClient(ApiSender sender) => _sender = sender;

    /// <summary>Starts a video. It is paid for from here on, and sent once: a failure in flight is never followed by a second try.</summary>
    /// <param name="request">What it is to be.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call. A task that was started goes on.</param>
    /// <returns>The task, mostly queued.</returns>
    /// <exception cref="ArgumentException">The route has no word for something that is asked for.</exception>
    /// <exception cref="WhataiException">The call failed. Where <see cref="WhataiException.MayHaveRun"/>, the task may be there all the same.</exception>
    public async Task<VideoTask> StartAsync(VideoRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        IVideoDialect dialect = DialectOf(request);
        VideoTask task = await _sender.ReadAsync(
            dialect.Create(request, options?.ExtraBody) with { Model = request.Model }, options, answer => ReadVideo(answer, root => VideoTaskReader.ReadCreated(root, dialect.Route)), cancellationToken).ConfigureAwait(false);
        return task with
        {
            Model = task.Model ?? request.Model,
            CreatedAt = task.CreatedAt ?? _sender.Clock.GetUtcNow(),
            Prompt = request.Prompt,
            Input = request.Input ?? request.Prompt,
        };
    }

    /// <summary>What makes a request the same request again: the body that it is sent with; files count by their content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Per-call overrides, of which the extra body is merged in.</param>
    /// <returns>Bytes that are equal for equal requests.</returns>
    /// <exception cref="ArgumentException">The route has no word for something that is asked for.</exception>
    public static byte[] WriteRequest(VideoRequest request, CallOptions? options = null) => DialectOf(request).Create(request, options?.ExtraBody).Identify();

    /// <summary>Asks how a task is.</summary>
    /// <param name="task">The task; its id and route are enough. What the gateway does not tell again, such as the prompt, is taken over.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task as it is now.</returns>
    /// <exception cref="WhataiException">The call failed. A task that failed is no failure of the call.</exception>
    public async Task<VideoTask> GetAsync(VideoTask task, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        IVideoDialect dialect = DialectOf(task);
        VideoTask now = await _sender.ReadAsync(
            new ApiRequest(HttpMethod.Get, TaskPath(dialect, task), RequestCost.Free), options, answer => ReadVideo(answer, root => VideoTaskReader.Read(root, dialect.Route)), cancellationToken).ConfigureAwait(false);
        return now with
        {
            Id = task.Id,
            Model = now.Model ?? task.Model,
            CreatedAt = now.CreatedAt ?? task.CreatedAt,
            Cost = task.Cost,
            Prompt = task.Prompt,
            Input = task.Input,
            Path = task.Path,
            LastFramePath = task.LastFramePath,
        };
    }

    /// <summary>Lists the account's tasks, of the route Seedance those of the last seven days. The route Unified has no list, and not every relay has one.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A page, the newest first.</returns>
    /// <exception cref="ArgumentException">The route has no such filter.</exception>
    /// <exception cref="NotSupportedException">The route has no list.</exception>
    /// <exception cref="WhataiException">The call failed; <see cref="ErrorKind.NotFound"/> where the gateway has no list.</exception>
    public async Task<VideoPage> ListAsync(VideoFilter filter, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        IVideoDialect dialect = VideoDialects.Get((filter ?? throw new ArgumentNullException(nameof(filter))).Route);
        if (!dialect.HasList)
        {
            throw new NotSupportedException($"The route {dialect.Route} has no list of tasks.");
        }

        bool isOpenAI = dialect.Route == VideoRoute.OpenAI;
        VideoDialects.Refuse(dialect.Route, new Dictionary<string, bool> { ["-ServiceTier"] = isOpenAI && filter.ServiceTier is not null });
        var call = new ApiRequest(HttpMethod.Get, dialect.Path + (isOpenAI ? CursorQuery(filter) : Query(filter)), RequestCost.Free);
        return await _sender.ReadAsync(
            call, options, answer => ReadAs(answer, root => VideoListReader.Read(root, filter) is VideoPage page ? page with { Items = [.. page.Items.Select(task => Told(task, answer.Context))] } : null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels a task that is queued, or removes the record of one that has ended. One that runs is refused.</summary>
    /// <param name="task">The task; its id and route are enough.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="NotSupportedException">The route has no such call.</exception>
    /// <exception cref="WhataiException">The call failed: 404 where the relay has no such call, 409 where the task runs.</exception>
    public async Task DeleteAsync(VideoTask task, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        IVideoDialect dialect = DialectOf(task);
        if (!dialect.HasDelete)
        {
            throw new NotSupportedException($"The route {dialect.Route} can neither cancel nor delete a task.");
        }

        await _sender.SendAsync(
            new ApiRequest(HttpMethod.Delete, TaskPath(dialect, task), RequestCost.Free), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Watches tasks until they end, and returns each state as it comes. It begins quick and slows down, sends at most two requests
    /// a second for all tasks together, obeys rate limits, and goes on through failures that pass. Leaving it early leaves the
    /// tasks as they are.
    /// </summary>
    /// <param name="tasks">The tasks; their ids and routes are enough.</param>
    /// <param name="watch">How; null for all defaults.</param>
    /// <param name="options">Per-call overrides. Retries and time-out are those of <paramref name="watch"/>.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <returns>What is learned, one after another; each task is over exactly once.</returns>
    public IAsyncEnumerable<TaskUpdate<VideoTask>> WatchAsync(
        IReadOnlyList<VideoTask> tasks, TaskWatchOptions? watch = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        new TaskWatch<VideoTask>(tasks, GetAsync, watch, options, _sender.Clock).RunAsync(cancellationToken);

    /// <summary>
    /// Saves a video that is ready, as <see cref="Files.FileClient.SaveAsync"/> does: never held in memory, whole or not at all, resumed. Where its
    /// signed address is over, the task is asked for a new one.
    /// </summary>
    /// <param name="task">The task, succeeded.</param>
    /// <param name="target">Where the video goes.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task with the file's <see cref="VideoTask.Path"/>.</returns>
    /// <exception cref="InvalidOperationException">The task has no video, or not yet.</exception>
    /// <exception cref="WhataiException">It could not be fetched, or is no video.</exception>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task<VideoTask> SaveAsync(VideoTask task, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        (task, SavedFile file) = await FetchAsync(
            task, VideoRequestOf, target with { Kind = target.Kind ?? "video" }, options, cancellationToken).ConfigureAwait(false);
        return task with { Path = file.Path };
    }

    /// <summary>Saves a video's last frame, where it was asked for, as <see cref="SaveAsync"/> does.</summary>
    /// <inheritdoc cref="SaveAsync"/>
    /// <returns>The task with the file's <see cref="VideoTask.LastFramePath"/>.</returns>
    public async Task<VideoTask> SaveLastFrameAsync(VideoTask task, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        (task, SavedFile file) = await FetchAsync(
            task, now => Hosted(now.LastFrameUrl), target with { Kind = target.Kind ?? "image" }, options, cancellationToken).ConfigureAwait(false);
        return task with { LastFramePath = file.Path };
    }

    private static IVideoDialect DialectOf(VideoRequest request) =>
        VideoDialects.Get((request ?? throw new ArgumentNullException(nameof(request))).Route ?? VideoRoute.ForModel(request.Model));

    private static IVideoDialect DialectOf(VideoTask task) => VideoDialects.Get((task ?? throw new ArgumentNullException(nameof(task))).Route);

    private static string TaskPath(IVideoDialect dialect, VideoTask task) => $"{dialect.Path}/{Uri.EscapeDataString(task.Id)}";

    private static VideoTask ReadVideo(BufferedResponse answer, Func<JsonElement, VideoTask?> read) =>
        Told(ReadAs(answer, read), answer.Context) with { RequestId = answer.Context.RequestId };

    private static T ReadAs<T>(BufferedResponse answer, Func<JsonElement, T?> read)
        where T : class
    {
        using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
        return read(document.RootElement) ?? throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
    }

    // Why a task failed is shown as an error is.
    private static VideoTask Told(VideoTask task, CallContext context) =>
        task with { ErrorCode = context.Redacted(task.ErrorCode), ErrorMessage = context.Redacted(task.ErrorMessage) };

    private static string CursorQuery(VideoFilter filter) =>
        "?limit=" + Math.Min(filter.PageSize, LargestCursorPage).ToString(CultureInfo.InvariantCulture) + "&order=desc"
        + (filter.After is null ? null : "&after=" + Uri.EscapeDataString(filter.After));

    private static string Query(VideoFilter filter)
    {
        var query = new StringBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value!));
            }
        }

        Add("page_num", filter.PageNumber.ToString(CultureInfo.InvariantCulture));
        Add("page_size", filter.PageSize.ToString(CultureInfo.InvariantCulture));
        Add("filter.status", filter.Status);
        Add("filter.model", filter.Model);
        Add("filter.service_tier", filter.ServiceTier);
        foreach (string id in filter.Ids)
        {
            Add("filter.task_ids", id);
        }

        return query.ToString();
    }

    private async Task<(VideoTask Task, SavedFile File)> FetchAsync(
        VideoTask task, Func<VideoTask, ApiRequest?> source, FileTarget target, CallOptions? options, CancellationToken cancellationToken)
    {
        bool isFresh = false;
        while (true)
        {
            if (source(task) is ApiRequest request)
            {
                try
                {
                    request = request with { Accept = target.Kind + "/*" };
                    return (task, await new FileDownload(_sender, request, target, options ?? new CallOptions(), cancellationToken).RunAsync().ConfigureAwait(false));
                }
                catch (WhataiException ex) when (!isFresh && ex.IsHostedFile && ex.StatusCode is >= 400 and < 500 and not 429)
                {
                    // Its time was over; hosts say so in several ways.
                }
            }
            else if (isFresh)
            {
                throw new InvalidOperationException($"The task {task.Id} ({task.Status}) has no such file.");
            }

            task = await GetAsync(task, options, cancellationToken).ConfigureAwait(false);
            isFresh = true;
        }
    }

    private static ApiRequest? VideoRequestOf(VideoTask task)
    {
        if (task.VideoUrl is not null || task.Status != VideoStatus.Succeeded)
        {
            return Hosted(task.VideoUrl);
        }

        return DialectOf(task).ContentPath(task.Id) is string path
            ? new ApiRequest(HttpMethod.Get, path, RequestCost.Free) { MayLeaveGateway = true }
            : null;
    }

    private static ApiRequest? Hosted(Uri? address) =>
        address is null ? null : new ApiRequest(HttpMethod.Get, string.Empty, RequestCost.Free) { MediaUri = address };
}
