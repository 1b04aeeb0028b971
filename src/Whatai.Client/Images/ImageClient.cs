using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Media;
using Whatai.Client.Tasks;

namespace Whatai.Client.Images;

/// <summary>Images: <c>/v1/images</c>, and the images of answers.</summary>
public sealed partial class ImageClient
{
    private const string GenerationsPath = "v1/images/generations";
    private const string EditsPath = "v1/images/edits";

    private static readonly LocalizableMessage s_image = new("AnImage", $"an image");

    private readonly ApiSender _sender;
    private readonly ConversationImages _conversations;

    internal ImageClient(
        ApiSender sender,
        ConversationClient<ChatRequest, ChatCompletion, ChatDelta> chat,
        ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> gemini)
    {
        _sender = sender;
        _conversations = new ConversationImages(chat, gemini);
    }

    /// <summary>
    /// Generates images, by the route that serves the model. It is billed, so it is never sent again where it may have run.
    /// </summary>
    /// <param name="request">What to make. By a conversation, reference images may be images to change, and only what a conversation has a place for is sent.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call; it may be billed all the same.</param>
    /// <returns>The images.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<ImageGeneration> GenerateAsync(ImageRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ImageRoute route = request.Route ?? ImageModels.RouteOf(request.Model);
        return route == ImageRoute.Images
            ? await _sender.ReadAsync(GenerationCall(request, GenerationsPath, options), options, answer => ReadImages(answer, request), cancellationToken).ConfigureAwait(false)
            : await _conversations.GenerateAsync(route, request, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Edits images. Files are read while they are sent; the progress is reported to the observer.</summary>
    /// <param name="request">Which images, and what is to become of them.</param>
    /// <param name="options">Per-call overrides. Members of the extra body go as fields of the form.</param>
    /// <param name="cancellationToken">Cancels the call; it may be billed all the same.</param>
    /// <returns>The images.</returns>
    /// <exception cref="UnfitImageException">An image or the mask breaks the documented limits. Nothing was sent.</exception>
    /// <exception cref="System.IO.IOException">A file can't be read.</exception>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<ImageGeneration> EditAsync(ImageEditRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ImageEditLimits.Check(request);
        return await _sender.ReadAsync(EditCall(request, options), options, answer => ReadImages(answer, request.Image), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What makes a request the same request again: the body that it is sent with; files count by their content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Per-call overrides, of which the extra body is merged in.</param>
    /// <returns>Bytes that are equal for equal requests.</returns>
    public byte[] WriteRequest(ImageRequest request, CallOptions? options = null)
    {
        ImageRoute route = request.Route ?? ImageModels.RouteOf(request.Model);
        return route == ImageRoute.Images ? GenerationCall(request, GenerationsPath, options).Identify() : _conversations.WriteRequest(route, request, options);
    }

    /// <inheritdoc cref="WriteRequest(ImageRequest, CallOptions)"/>
    /// <exception cref="UnfitImageException">An image or the mask breaks the documented limits.</exception>
    /// <exception cref="System.IO.IOException">A file can't be read.</exception>
    public static byte[] WriteRequest(ImageEditRequest request, CallOptions? options = null)
    {
        ImageEditLimits.Check(request);
        return EditCall(request, options).Identify();
    }

    /// <summary>Submits an asynchronous task. gpt-best sites know this; others answer with the images, and the task is done at once.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call; it may be billed all the same.</param>
    /// <returns>The task.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<ImageTask> SubmitAsync(ImageRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        await _sender.ReadAsync(GenerationCall(request, GenerationsPath + "?async=true", options), options, answer => ReadSubmitted(answer, request), cancellationToken).ConfigureAwait(false);

    private ImageTask ReadSubmitted(BufferedResponse answer, ImageRequest request)
    {
        List<WhataiImage> images = ImageAnswerReader.Read(answer.Body, answer.Context.RequestUri);
        string json = Shortened(answer);
        string? id = images.Count > 0 ? string.Empty : ImageTaskReader.ReadId(json);
        return id is null ? throw ApiFailures.NotTheAnswer(answer.Body, answer.Context) : new ImageTask
        {
            TaskId = id,
            Status = images.Count > 0 ? ImageTaskStatus.Succeeded : ImageTaskStatus.Queued,
            Images = images.Count > 0 ? ReadImages(answer, request).Images : [],
            Model = request.Model,
            Prompt = request.Prompt,
            RequestId = answer.Context.RequestId,
            Updated = _sender.Clock.GetUtcNow(),
            RawJson = json,
        };
    }

    /// <summary>Asks how far a task is. It costs nothing.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task, with its images once it has succeeded.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<ImageTask> GetTaskAsync(string taskId, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new ApiRequest(HttpMethod.Get, "v1/images/tasks/" + Uri.EscapeDataString(taskId), RequestCost.Free);
        return await _sender.ReadAsync(call, options, answer => ReadTask(answer, taskId), cancellationToken).ConfigureAwait(false);
    }

    private ImageTask ReadTask(BufferedResponse answer, string taskId)
    {
        ImageTask task = ImageTaskReader.Read(Shortened(answer), taskId) ?? throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
        return task with
        {
            Images = task.Status == ImageTaskStatus.Succeeded ? [.. ImageAnswerReader.Read(answer.Body, answer.Context.RequestUri)] : [],
            FailReason = answer.Context.Redacted(task.FailReason),
            RequestId = answer.Context.RequestId,
            Updated = _sender.Clock.GetUtcNow(),
        };
    }

    /// <summary>
    /// Watches tasks until they end, and returns each state as it comes. It begins quick and slows down, sends at most two requests
    /// a second for all tasks together, obeys rate limits, and goes on through failures that pass. Leaving it early leaves the
    /// tasks as they are.
    /// </summary>
    /// <param name="tasks">The tasks; their ids are enough.</param>
    /// <param name="watch">How; null for all defaults.</param>
    /// <param name="options">Per-call overrides. Retries and time-out are those of <paramref name="watch"/>.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <returns>What is learned, one after another; each task is over exactly once.</returns>
    public IAsyncEnumerable<TaskUpdate<ImageTask>> WatchAsync(
        IReadOnlyList<ImageTask> tasks, TaskWatchOptions? watch = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        new TaskWatch<ImageTask>(tasks, LookAsync, watch, options, _sender.Clock).RunAsync(cancellationToken);

    /// <summary>Gives an image's bytes, fetching them where only an address came. The key is not sent there.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The image file.</returns>
    /// <exception cref="WhataiException">The image could not be fetched, or what came is no image.</exception>
    public async Task<byte[]> GetBytesAsync(WhataiImage image, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (image.Bytes is not null)
        {
            return image.Bytes;
        }

        var request = new ApiRequest(HttpMethod.Get, string.Empty, RequestCost.Free) { MediaUri = image.Url, Accept = "image/*", Wanted = s_image };
        BufferedResponse answer = await _sender.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        return MediaTypes.Detect(answer.Body)?.StartsWith("image/", StringComparison.Ordinal) == true
            ? answer.Body
            : throw ApiFailures.NotMedia(s_image, answer.Body, answer.Context);
    }

    /// <summary>Writes an image to a file; one of which only an address came is fetched as <see cref="FileClient.SaveAsync"/> does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The image, with its path, type and size, and without its bytes.</returns>
    /// <exception cref="WhataiException">The image could not be fetched, or what came is no image.</exception>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="System.IO.IOException">It could not be written.</exception>
    public async Task<WhataiImage> SaveAsync(WhataiImage image, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[]? content = image.Bytes ?? (image.Path is not null && (image.Url is null || File.Exists(image.Path)) ? File.ReadAllBytes(image.Path) : null);
        SavedFile file = content is not null
            ? await FileClient.WriteAsync(content, target, cancellationToken).ConfigureAwait(false)
            : await new FileClient(_sender).SaveAsync(image.Url!, target with { Kind = "image" }, options, cancellationToken).ConfigureAwait(false);
        (int Width, int Height)? size = content is null ? ImageHeader.ReadSize(file.Path) : ImageHeader.ReadSize(content);
        return image with { Path = file.Path, MediaType = file.MediaType, Width = size?.Width, Height = size?.Height, Bytes = null };
    }

    // What the gateway does not tell again is taken over.
    private async Task<ImageTask> LookAsync(ImageTask task, CallOptions? options, CancellationToken cancellationToken)
    {
        ImageTask now = await GetTaskAsync(task.TaskId, options, cancellationToken).ConfigureAwait(false);
        return now with { Prompt = now.Prompt ?? task.Prompt, Model = now.Model ?? task.Model, Cost = now.Status == ImageTaskStatus.Failed ? null : task.Cost };
    }

    private static ApiRequest GenerationCall(ImageRequest request, string path, CallOptions? options) => new(HttpMethod.Post, path, RequestCost.Media)
    {
        Model = request.Model,
        Body = ImageRequestWriter.Write(request, options?.ExtraBody),
        Accept = AcceptOf(request),
    };

    private static string AcceptOf(ImageRequest request) => request.Stream ? "text/event-stream" : "application/json";

    private static ApiRequest EditCall(ImageEditRequest request, CallOptions? options) => new(HttpMethod.Post, EditsPath, RequestCost.Media)
    {
        Model = request.Image.Model,
        Form = ImageRequestWriter.ToForm(request, options?.ExtraBody),
        Accept = AcceptOf(request.Image),
    };

    private static ImageGeneration ReadImages(BufferedResponse answer, ImageRequest request) => ReadImages(answer.Body, answer.Context, answer.Duration, request);

    internal static ImageGeneration ReadImages(byte[] body, CallContext context, TimeSpan duration, ImageRequest request)
    {
        List<WhataiImage> images = ImageAnswerReader.Read(body, context.RequestUri);
        if (images.Count == 0)
        {
            throw ApiFailures.NoImage(body, context);
        }

        (string json, TokenUsage? usage, DateTimeOffset? created) = ReadRest(body);
        usage = context.Took(usage);
        return new ImageGeneration
        {
            Images = images.ConvertAll(image => image with
            {
                Prompt = request.Prompt,
                Model = request.Model,
                Created = created,
                Usage = usage,
                RequestId = context.RequestId,
                RawJson = json,
            }).ToArray(),
            Usage = usage,
            RequestId = context.RequestId,
            Attempts = context.Attempts,
            Duration = duration,
            RawJson = json,
        };
    }

    // The images are paid for: damage behind them does not lose them.
    private static (string Json, TokenUsage? Usage, DateTimeOffset? Created) ReadRest(byte[] body)
    {
        try
        {
            string json = ImageAnswerReader.Shortened(body);
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement : default;
            return (
                json,
                Member(root, "usage") is { ValueKind: JsonValueKind.Object } counts ? UsageReader.Read(counts) : null,
                (Member(root, "created") is { ValueKind: JsonValueKind.Number } whole ? whole : Member(root, "created_at")) is { ValueKind: JsonValueKind.Number } time && time.TryGetInt64(out long seconds) ? UnixTime.ToDate(seconds) : null);
        }
        catch (JsonException)
        {
            return (Encoding.UTF8.GetString(body), null, null);
        }

        static JsonElement Member(JsonElement parent, string name) =>
            parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : default;
    }

    private static string Shortened(BufferedResponse answer)
    {
        try
        {
            return ImageAnswerReader.Shortened(answer.Body);
        }
        catch (JsonException)
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
        }
    }
}
