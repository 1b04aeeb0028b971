using System;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Video;
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
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Only those of this service tier.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("default", "flex")]
    [KnownSpelling(typeof(GetWhataiVideoCommand))]
    public string? ServiceTier { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            List();
            return;
        }

        foreach (VideoInput input in ReadInputs(Task))
        {
            GuardVideo(input, () => WriteObject(Ask(input.Task)));
        }
    }

    private void List()
    {
        if (Route is not null and not VideoRoute.Seedance)
        {
            WriteError(WhataiErrors.VideoListMissing(Route, null));
            return;
        }

        // The service counts in pages, PowerShell in objects.
        ulong first = PagingParameters.First;
        ulong skip = PagingParameters.Skip;
        int size = skip == 0 && first <= LargestPage ? (int)Math.Max(1, first) : UsualPage;
        var filter = new VideoFilter
        {
            Status = Status,
            Model = Model,
            ServiceTier = ServiceTier,
            PageSize = size,
            PageNumber = (int)Math.Min(int.MaxValue - 1, skip / (ulong)size) + 1,
        };
        Guard(null, () => Write(filter, (int)(skip % (ulong)size), first), failure => failure is { Kind: ErrorKind.NotFound }
            ? WhataiErrors.VideoListMissing(VideoRoute.Seedance, failure)
            : WhataiErrors.CallFailed(failure, null));
    }

    private void Write(VideoFilter filter, int skip, ulong first)
    {
        ulong given = 0;
        for (bool isFirst = true; given < first || isFirst; filter = filter with { PageNumber = filter.PageNumber + 1 })
        {
            VideoPage page = Await(Gateway.Client.ListVideosAsync(filter, CallOptions, StopToken));
            if (isFirst && PagingParameters.IncludeTotalCount)
            {
                WriteObject(PagingParameters.NewTotalCount((ulong)page.Total, 1.0));
            }

            isFirst = false;
            foreach (VideoTask task in page.Items.Skip(skip))
            {
                if (given++ >= first)
                {
                    return;
                }

                WriteObject(Noted(task));
            }

            skip = 0;
            if (page.Items.Count < filter.PageSize || (long)filter.PageNumber * filter.PageSize >= page.Total)
            {
                return;
            }
        }
    }
}
