using System.Globalization;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Videos;
using WhataiPS.Resources;
using WhataiPS.Video;

namespace WhataiPS.Errors;

/// <content>The errors of videos.</content>
internal static partial class WhataiErrors
{
    /// <summary>A creation failed. Where it may have run all the same, the remedy is to look, not to try again.</summary>
    internal static ErrorRecord VideoNotStarted(WhataiException exception, VideoRequest request)
    {
        ErrorRecord error = CallFailed(exception, request.Input);
        if (exception.MayHaveRun)
        {
            error.ErrorDetails.RecommendedAction = (request.Route ?? VideoRoute.ForModel(request.Model)) switch
            {
                VideoRoute.Unified => SR.VideoMayRunUnlisted,
                VideoRoute.OpenAI => SR.VideoMayRun($"{request.Model} -Route {VideoRoute.OpenAI}"),
                _ => SR.VideoMayRun(request.Model),
            };
        }

        return error;
    }

    /// <summary>A call about a task failed.</summary>
    internal static ErrorRecord VideoCallFailed(WhataiException exception, VideoInput input)
    {
        ErrorRecord error = CallFailed(exception, input.Given);
        if (exception is { Kind: ErrorKind.NotFound, IsHostedFile: false })
        {
            error.ErrorDetails = new ErrorDetails(SR.VideoNotFound(input.Task.Id, input.Task.Route, exception.ServerMessage ?? Text(exception)))
            {
                RecommendedAction = SR.RemedyVideoNotFound,
            };
        }

        return error;
    }

    /// <summary>A task has ended, and not well.</summary>
    internal static ErrorRecord VideoEnded(VideoTask task, object input) => task.Status switch
    {
        VideoStatus.Cancelled => Create("VideoCancelled", ErrorCategory.OperationStopped, input, SR.VideoCancelled(task.Id)),
        VideoStatus.Expired => Create("VideoExpired", ErrorCategory.OperationTimeout, input, SR.VideoExpired(task.Id)),
        _ => Create("VideoFailed", ErrorCategory.InvalidResult, input, SR.VideoFailed(task.Id, Reason(task))),
    };

    public static ErrorRecord VideoTimedOut(VideoTask task, object input, double seconds) => Create(
        nameof(VideoTimedOut),
        ErrorCategory.OperationTimeout,
        input,
        SR.VideoTimedOut(task.Id, task.Status, seconds.ToString("0.###", CultureInfo.CurrentCulture)));

    public static ErrorRecord VideoNotReady(VideoTask task, object input) =>
        Create(nameof(VideoNotReady), ErrorCategory.ResourceBusy, input, SR.VideoNotReady(task.Id, task.Status));

    public static ErrorRecord NoVideo(VideoTask task, object input) =>
        Create(nameof(NoVideo), ErrorCategory.InvalidData, input, SR.NoVideo(task.Id));

    public static ErrorRecord NoLastFrame(VideoTask task, object input) =>
        Create(nameof(NoLastFrame), ErrorCategory.InvalidData, input, SR.NoLastFrame(task.Id));

    public static ErrorRecord VideoRunning(VideoTask task, object input, WhataiException? exception) =>
        Create(nameof(VideoRunning), ErrorCategory.ResourceBusy, input, SR.VideoRunning(task.Id), exception);

    public static ErrorRecord VideoNotStoppable(VideoTask task, object input, WhataiException? exception) =>
        Create(nameof(VideoNotStoppable), ErrorCategory.NotImplemented, input, SR.VideoNotStoppable(task.Id, task.Route), exception);

    public static ErrorRecord VideoListMissing(string route, WhataiException? exception) =>
        Create(nameof(VideoListMissing), ErrorCategory.NotImplemented, route, SR.VideoListMissing(route), exception);

    private static string Reason(VideoTask task) => (task.ErrorCode, task.ErrorMessage) switch
    {
        (null, null) => SR.VideoNoReason,
        (null, string message) => message,
        (string code, null) => code,
        (string code, string message) => $"{message} ({code})",
    };
}
