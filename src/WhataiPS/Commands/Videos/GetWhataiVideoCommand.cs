using System;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiVideo: how video tasks are now; without one, the account's tasks of the last seven days.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiVideo", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(VideoTask))]
public sealed class GetWhataiVideoCommand : WhataiVideoCommand
{
    private const string TaskSet = "Task";
    private const string ListSet = "List";
    private const int LargestPage = 500;
    private const int UsualPage = 100;

    /// <summary>Ids or tasks, also from CLIXML, JSON, CSV or another machine.</summary>
    [Parameter(ParameterSetName = TaskSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(VideoIdCompleter))]
    [Alias("Id", "InputObject")]
    [ValidateNotNullOrEmpty]
    public object[] Task { get; set; } = [];

    /// <summary>Only those in this state.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet(VideoStatus.Queued, VideoStatus.Running, VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Cancelled, VideoStatus.Expired)]
    [KnownSpelling(typeof(GetWhataiVideoCommand))]
    public string? Status { get; set; }

    /// <summary>Only those of this model.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(VideoModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Only those of this service tier.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("default", "flex")]
    [KnownSpelling(typeof(GetWhataiVideoCommand))]
    public string? ServiceTier { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (ParameterSetName == ListSet)
        {
            List();
            return;
        }

        foreach (VideoInput input in ReadInputs(Task))
        {
            WriteVideoErrorOnFailure(input, () => WriteObject(Ask(input.Task)));
        }
    }

    private void List()
    {
        if (Route is VideoRoute.Unified)
        {
            WriteError(WhataiErrors.VideoListMissing(Route, null));
            return;
        }

        // Ark counts in pages, PowerShell in objects; OpenAI's route has a cursor.
        bool isOpenAI = Route == VideoRoute.OpenAI;
        ulong first = PagingParameters.First;
        ulong skip = PagingParameters.Skip;
        int size = skip == 0 && first <= LargestPage ? (int)Math.Max(1, first) : UsualPage;
        var filter = new VideoFilter
        {
            Route = Route ?? VideoRoute.Seedance,
            Status = Status,
            Model = Model,
            ServiceTier = ServiceTier,
            PageSize = size,
            PageNumber = (int)Math.Min(int.MaxValue - 1, skip / (ulong)size) + 1,
        };
        WriteErrorOnFailure(null, () => WriteFound(filter, isOpenAI ? skip : skip % (ulong)size, first), failure => failure is { Kind: ErrorKind.NotFound }
            ? WhataiErrors.VideoListMissing(filter.Route, failure)
            : WhataiErrors.CallFailed(failure, null));
    }

    private void WriteFound(VideoFilter filter, ulong skip, ulong first)
    {
        try
        {
            Write(filter, skip, first);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, ServiceTier));
        }
    }

    private void Write(VideoFilter filter, ulong skip, ulong first)
    {
        bool isOpenAI = filter.Route == VideoRoute.OpenAI;
        ulong given = 0;
        for (bool isFirst = true; given < first || isFirst; isFirst = false)
        {
            VideoPage page = Await(Gateway.Client.Videos.ListAsync(filter, CallOptions, StopToken));
            if (isFirst && PagingParameters.IncludeTotalCount)
            {
                // Where the route does not tell, the count is that of this page, and known not to be sure.
                WriteObject(PagingParameters.NewTotalCount((ulong)page.Total, page.Next is null ? 1.0 : 0.0));
            }

            foreach (VideoTask task in page.Items)
            {
                if (skip > 0)
                {
                    skip--;
                    continue;
                }

                if (given++ >= first)
                {
                    return;
                }

                WriteObject(Track(task));
            }

            if (isOpenAI ? page.Next is null : page.Items.Count < filter.PageSize || (long)filter.PageNumber * filter.PageSize >= page.Total)
            {
                return;
            }

            filter = filter with { PageNumber = filter.PageNumber + 1, After = page.Next };
        }
    }
}
