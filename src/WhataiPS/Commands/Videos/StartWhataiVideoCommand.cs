using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Sessions;
using WhataiPS.Terminal;
using WhataiPS.Video;

namespace WhataiPS.Commands;

/// <summary>Start-WhataiVideo: has a video made, and gives its task at once; each piped prompt is a video.</summary>
[Cmdlet(VerbsLifecycle.Start, "WhataiVideo", DefaultParameterSetName = FrameSet, SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class StartWhataiVideoCommand : WhataiBulkCommand
{
    // The model of seed document 004; the chat model of the connection makes no videos.
    private const string DefaultModel = "doubao-seedance-1-0-pro-250528";

    private const string FrameSet = "Frame";
    private const string FramesSet = "FirstAndLastFrame";
    private const string ReferenceSet = "Reference";

    // Ark's reference: 25 + 4n.
    private const int ShortestFrames = 25;
    private const int FrameStep = 4;

    private BulkCalls<VideoRequest, VideoTask> _calls = null!;
    private int? _givenDuration;

    /// <summary>What is to be seen. It may be left out where there is an image.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [PromptTransformation(OrProperty = true)]
    [AllowEmptyString]
    public string? Prompt { get; set; }

    /// <summary>What was piped. The text of an answer is a prompt, but the time that it took is no length.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VideoModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = DefaultModel;

    /// <summary>The image that the video begins with: a path, a file, an http address, a data URI, bytes, or an image of an earlier answer.</summary>
    [Parameter(ParameterSetName = FrameSet)]
    [Parameter(ParameterSetName = FramesSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object? FirstFrame { get; set; }

    /// <summary>The image that the video ends with.</summary>
    [Parameter(ParameterSetName = FramesSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object? LastFrame { get; set; }

    /// <summary>Images of what is to be in the video.</summary>
    [Parameter(ParameterSetName = ReferenceSet)]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? ReferenceImage { get; set; }

    /// <summary>Videos to go by.</summary>
    [Parameter(ParameterSetName = ReferenceSet)]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? ReferenceVideo { get; set; }

    /// <summary>Sounds to go by; not without an image or a video.</summary>
    [Parameter(ParameterSetName = ReferenceSet)]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? ReferenceAudio { get; set; }

    /// <summary>Such as 480p, 720p or 1080p.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNullTransformation]
    [AllowNull]
    [ArgumentCompleter(typeof(VideoResolutionCompleter))]
    [KnownSpelling(typeof(StartWhataiVideoCommand))]
    [ValidatePattern("^[0-9]{1,4}[pPkK]$")]
    public string? Resolution { get; set; }

    /// <summary>Such as 16:9, or adaptive, which takes the first frame's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNullTransformation]
    [AllowNull]
    [ArgumentCompleter(typeof(VideoRatioCompleter))]
    [KnownSpelling(typeof(StartWhataiVideoCommand))]
    [ValidatePattern("^([0-9]{1,2}:[0-9]{1,2}|adaptive)$")]
    public string? Ratio { get; set; }

    /// <summary>Seconds. −1 lets the model choose, where it can.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNullTransformation]
    [SecondsTransformation]
    [AllowNull]
    [ValidateRange(-1, 60)]
    public int? Duration { get; set; }

    /// <summary>Frames, in the place of a duration: 25 + 4n.</summary>
    [Parameter]
    [ValidateRange(29, 289)]
    public int? Frames { get; set; }

    /// <summary>The same seed makes a similar video; −1 is any.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNullTransformation]
    [AllowNull]
    [ValidateRange(-1L, 4_294_967_295L)]
    public long? Seed { get; set; }

    /// <summary>The camera stands still.</summary>
    [Parameter]
    public SwitchParameter CameraFixed { get; set; }

    /// <summary>With a watermark.</summary>
    [Parameter]
    public SwitchParameter Watermark { get; set; }

    /// <summary>The last frame comes as an image, too.</summary>
    [Parameter]
    public SwitchParameter ReturnLastFrame { get; set; }

    /// <summary>With sound, where the model makes any.</summary>
    [Parameter]
    public SwitchParameter GenerateAudio { get; set; }

    /// <summary>A cheap preview.</summary>
    [Parameter]
    public SwitchParameter Draft { get; set; }

    /// <summary>The task of a draft, or its id: the video itself is made of it, and needs no prompt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? DraftTask { get; set; }

    /// <summary>How urgent it is among the account's tasks: higher goes first.</summary>
    [Parameter]
    public int? Priority { get; set; }

    /// <summary>A hashed id of the end user, of at most 64 characters, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateLength(1, 64)]
    public string? SafetyIdentifier { get; set; }

    /// <summary>Lets the model search the web for what is to be seen.</summary>
    [Parameter]
    public SwitchParameter WebSearch { get; set; }

    /// <summary>The service tier: flex is slower and cheaper.</summary>
    [Parameter]
    [ValidateSet("default", "flex")]
    [KnownSpelling(typeof(StartWhataiVideoCommand))]
    public string? ServiceTier { get; set; }

    /// <summary>Seconds after which an unfinished task expires.</summary>
    [Parameter]
    [ValidateRange(3600, 259_200)]
    public int? ExpiresAfter { get; set; }

    /// <summary>An address that the service tells of each change of state.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? CallbackUrl { get; set; }

    /// <summary>Sends size, length, seed and the like as flags inside the text, which older models want. Decided by the model where it is not given.</summary>
    [Parameter]
    public SwitchParameter TextFlag { get; set; }

    /// <summary>The route, where the model's name does not tell it.</summary>
    [Parameter]
    [ValidateSet(VideoRoute.Seedance, VideoRoute.Unified, VideoRoute.OpenAI)]
    [KnownSpelling(typeof(StartWhataiVideoCommand))]
    public string? Route { get; set; }

    private protected override string? AwaitedModel => Model;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _givenDuration = Duration;
        if (Duration is not null && Frames is not null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.DurationAndFrames), Frames));
        }

        if (CallbackUrl is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NotACallback(address)), address));
        }

        _calls = new BulkCalls<VideoRequest, VideoTask>(this)
        {
            Identify = request => VideoClient.WriteRequest(request, CallOptions),
            Model = static request => request.Model,
            Input = static request => request.Input,
            ShouldCall = request => ShouldProcess(Shown(request), () => SR.StartVideoAction(request.Model) + Estimate(request.Model, TokenEstimate.Of(request.Prompt), completionTokens: null, VideoPrice.SizeOf(request))),
            Call = StartAsync,
            Read = static (request, entry) => JournalJson.Read<VideoTask>(entry.Response) is VideoTask kept ? kept with { Input = request.Input } : null,
            Usage = static task => task.Usage,
            // By tokens it is paid when it is ready, and by seconds that nobody said, it can't be held to a limit.
            MostCost = request => MostCostOf(request.Model, 0, completionTokens: null, VideoPrice.SizeOf(request)),
            Price = (request, task) => task with { Cost = CostOf(request.Model, task.Usage, VideoPrice.SizeOf(task, request)) },
            Spent = (request, task) => Gateway.Prices.CostOf(request.Model, task.Usage, VideoPrice.SizeOf(task, request)),
            Cost = static task => task.Cost,
            Guard = WriteErrorOnFailure,
            Write = WriteTask,
        };
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (TextInput.IsAnswer(InputObject))
        {
            Duration = _givenDuration;
        }

        VideoRequest request;
        try
        {
            request = CreateRequest();
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, Prompt ?? (object?)FirstFrame));
            return;
        }

        _calls.Add(request);
    }

    /// <inheritdoc/>
    private protected override void EndInput() => _calls.Complete();

    // Once the task is kept, no other run starts it again.
    private async Task<VideoTask> StartAsync(VideoRequest request, KeepEntry keep)
    {
        VideoTask task = await Gateway.Client.Videos.StartAsync(request, CallOptions, StopToken).ConfigureAwait(false);
        keep(() => new JournalEntry(JournalJson.Write(task with { Input = null }), task.RequestId, TimeSpan.Zero));
        return task;
    }

    private void WriteErrorOnFailure(VideoRequest request, Action work) => WriteErrorOnFailure(
        request.Input,
        () =>
        {
            try
            {
                work();
            }
            catch (ArgumentException ex)
            {
                WriteError(WhataiErrors.InvalidArgument(ex, request.Input));
            }
        },
        failure =>
        {
            WhataiSession.Current.Usage.AddFailure(request.Model, failure);
            return WhataiErrors.VideoNotStarted(failure, request);
        });

    private void WriteTask(VideoRequest request, VideoTask task, bool isKept)
    {
        if (!isKept)
        {
            WhataiSession.Current.Usage.AddTask(task.Id, WhataiVideoCommand.UsageOf(task));
        }

        WhataiSession.Current.Videos.Note(task);
        WriteObject(task);
    }

    private VideoRequest CreateRequest()
    {
        if (Duration == 0 || (Frames is int frames && (frames - ShortestFrames) % FrameStep != 0))
        {
            throw new ArgumentException(Duration == 0 ? SR.DurationZero : SR.FramesOfForm(ShortestFrames, FrameStep));
        }

        string prompt = Prompt ?? string.Empty;
        var request = new VideoRequest
        {
            Model = Model,
            Prompt = prompt,
            Route = Route,
            FirstFrame = One(FirstFrame, "-FirstFrame"),
            LastFrame = One(LastFrame, "-LastFrame"),
            ReferenceImages = All(ReferenceImage, MediaKind.VideoFrame),
            ReferenceVideos = All(ReferenceVideo, MediaKind.Video),
            ReferenceAudios = All(ReferenceAudio, MediaKind.Audio),
            Resolution = Resolution,
            Ratio = Ratio,
            Duration = Duration,
            Frames = Frames,
            Seed = Seed,
            CameraFixed = Given(nameof(CameraFixed), CameraFixed),
            Watermark = Given(nameof(Watermark), Watermark),
            ReturnLastFrame = Given(nameof(ReturnLastFrame), ReturnLastFrame),
            GenerateAudio = Given(nameof(GenerateAudio), GenerateAudio),
            Draft = Given(nameof(Draft), Draft),
            DraftTask = DraftTask is null ? null : VideoInput.Read(DraftTask, null).Task.Id,
            Priority = Priority,
            SafetyIdentifier = SafetyIdentifier,
            WebSearch = WebSearch,
            ServiceTier = ServiceTier,
            ExpiresAfter = ExpiresAfter,
            CallbackUrl = CallbackUrl?.AbsoluteUri,
            UseTextFlags = Given(nameof(TextFlag), TextFlag),
            Input = PipelineInput.Of(this, prompt.Length > 0 ? prompt : PSValue.Unwrap(FirstFrame)),
        };
        return prompt.Trim().Length > 0 || request.FirstFrame is not null || request.DraftTask is not null || request.ReferenceImages.Count + request.ReferenceVideos.Count > 0
            ? request
            : throw new ArgumentException(SR.NothingForVideo);
    }

    // What is not given is not sent, so that the model's own default holds.
    private bool? Given(string name, SwitchParameter value) => MyInvocation.BoundParameters.ContainsKey(name) ? value.IsPresent : null;

    private string? One(object? media, string parameter)
    {
        if (media is null)
        {
            return null;
        }

        string[] addresses = All([PSValue.Unwrap(media)!], MediaKind.VideoFrame);
        return addresses.Length == 1 ? addresses[0] : throw new ArgumentException(SR.OneImage(parameter, addresses.Length));
    }

    private string[] All(object[]? media, MediaKind kind) =>
        media is null ? [] : [.. new MediaInput(SessionState).ToParts(media, kind, detail: null).Select(part => part.Url!)];

    private static string Shown(VideoRequest request) => TerminalText.Shortened(request.Prompt) is { Length: > 0 } text ? text : request.Model;
}
