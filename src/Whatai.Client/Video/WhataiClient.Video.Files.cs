using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Video;

namespace Whatai.Client;

/// <content>Videos to disk.</content>
public sealed partial class WhataiClient
{
    /// <summary>
    /// Saves a video that is ready, as <see cref="SaveFileAsync"/> does: never held in memory, whole or not at all, resumed. Where its
    /// signed address is over, the task is asked for a new one.
    /// </summary>
    /// <param name="task">The task, succeeded.</param>
    /// <param name="target">Where the video goes.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The task with the file's <see cref="VideoTask.Path"/>.</returns>
    /// <exception cref="InvalidOperationException">The task has no video, or not yet.</exception>
    /// <exception cref="WhataiException">It could not be fetched, or is no video.</exception>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task<VideoTask> SaveVideoAsync(VideoTask task, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        (task, SavedFile file) = await SaveAsync(
            task, VideoRequestOf, target with { Kind = target.Kind ?? "video" }, options, cancellationToken).ConfigureAwait(false);
        return task with { Path = file.Path };
    }

    /// <summary>Saves a video's last frame, where it was asked for, as <see cref="SaveVideoAsync"/> does.</summary>
    /// <inheritdoc cref="SaveVideoAsync"/>
    /// <returns>The task with the file's <see cref="VideoTask.LastFramePath"/>.</returns>
    public async Task<VideoTask> SaveLastFrameAsync(VideoTask task, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        (task, SavedFile file) = await SaveAsync(
            task, now => Hosted(now.LastFrameUrl), target with { Kind = target.Kind ?? "image" }, options, cancellationToken).ConfigureAwait(false);
        return task with { LastFramePath = file.Path };
    }

    private async Task<(VideoTask Task, SavedFile File)> SaveAsync(
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

            task = await GetVideoAsync(task, options, cancellationToken).ConfigureAwait(false);
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
