using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Conversations;
using Whatai.Client.Images;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>New-WhataiImage: makes images of prompts, and files of them.</summary>
[Cmdlet(VerbsCommon.New, "WhataiImage", SupportsShouldProcess = true, DefaultParameterSetName = WaitSet)]
[OutputType(typeof(WhataiImage), ParameterSetName = [WaitSet])]
[OutputType(typeof(ImageTask), ParameterSetName = [AsyncSet])]
public sealed class NewWhataiImageCommand : WhataiImageCommand
{
    private const string WaitSet = "Wait";
    private const string AsyncSet = "Async";

    private List<ChatContentPart> _references = [];
    private string? _givenModel;
    private BulkCalls<ImageRequest, ImageTask>? _tasks;

    /// <summary>What the image shows. A piped object's property of this name will do, so that a CSV can be piped.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [PromptTransformation(OrProperty = true)]
    [AllowEmptyString]
    public string Prompt { get; set; } = string.Empty;

    /// <summary>What was piped. The text of an answer is a prompt, but its model is none for images.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The model; nano-banana where it is not given. A CSV may have a column for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ImageModelCompleter))]
    public override string? Model { get; set; }

    /// <summary>Width to height, such as 16:9 (nano-banana, flux, Gemini). A CSV may have a column for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AspectRatioCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public override string? AspectRatio { get; set; }

    /// <summary>1K, 2K or 4K (nano-banana-2). A CSV may have a column for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ImageSizeCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public override string? ImageSize { get; set; }

    /// <summary>In pixels, such as 1536x1024, or auto (gpt-image, dall-e). A CSV may have a column for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PixelSizeCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public override string? Size { get; set; }

    /// <summary>low, medium, high or auto (gpt-image); hd or standard (dall-e-3). A CSV may have a column for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ImageQualityCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public override string? Quality { get; set; }

    /// <summary>vivid or natural (dall-e-3).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageStyleCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public string? Style { get; set; }

    /// <summary>low or auto: how strictly prompts are filtered (gpt-image).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModerationCompleter))]
    [KnownSpelling(typeof(NewWhataiImageCommand))]
    public string? Moderation { get; set; }

    /// <summary>Images to go by: paths with wildcards, files, addresses, data URIs, bytes or images of answers (nano-banana, Gemini).</summary>
    [Parameter]
    [MediaTransformation]
    [ValidateNotNullOrEmpty]
    public object[]? ReferenceImage { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WaitSet)]
    public override SwitchParameter MergeInput { get; set; }

    /// <summary>Does not wait: gives a task for Wait-WhataiImage (gpt-best sites).</summary>
    [Parameter(ParameterSetName = AsyncSet, Mandatory = true)]
    public SwitchParameter Async { get; set; }

    /// <inheritdoc/>
    private protected override string? StyleOfImage => Style;

    /// <inheritdoc/>
    private protected override string? ModerationOfImage => Moderation;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _givenModel = Model;
        _references = ReferenceImage is null ? [] : ConvertArgument(() => Media.ToParts(ReferenceImage, MediaKind.Image, detail: null), ReferenceImage);
        if (Async && (OutFile ?? OutDirectory) is object file)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.AsyncSavesNothing), file));
        }

        if (Async && Stream)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.AsyncStreamsNothing), Stream));
        }

        if (Async)
        {
            BeginTasks();
        }
        else
        {
            BeginCalls();
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (string.IsNullOrWhiteSpace(Prompt))
        {
            WriteError(WhataiErrors.EmptyPrompt(Prompt));
            return;
        }

        if (TextInput.IsAnswer(InputObject))
        {
            Model = _givenModel;
        }

        ImageRequest request;
        try
        {
            request = CreateRequest(Prompt, _references.Count > 0) with { ReferenceImages = [.. _references.Select(static part => part.Url!)] };
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, Prompt));
            return;
        }

        if (Async && request.Route != ImageRoute.Images)
        {
            WriteError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NotOfRoute(request.Route, "-Async")), Prompt));
            return;
        }

        if (Async)
        {
            _tasks!.Add(request);
            return;
        }

        Start(new ImageItem(
            request, PipelineInput.Of(this, Prompt)!, () => Gateway.Client.Images.WriteRequest(request, CallOptions), () => Gateway.Client.Images.GenerateAsync(request, CallOptions, StopToken))
        {
            Action = SR.MakeImages,
            Stream = () => Gateway.Client.Images.StreamAsync(request, CallOptions, StopToken),
        });
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        _tasks?.Complete();
        base.EndInput();
    }

    private void BeginTasks() => _tasks = new BulkCalls<ImageRequest, ImageTask>(this)
    {
        Identify = request => Gateway.Client.Images.WriteRequest(request, CallOptions),
        Model = static request => request.Model,
        Input = static request => request.Prompt,
        ShouldCall = request => ShouldMake(request, SR.MakeImages),
        Call = async (request, keep) =>
        {
            ImageTask task = await Gateway.Client.Images.SubmitAsync(request, CallOptions, StopToken).ConfigureAwait(false);
            keep(() => new JournalEntry(JournalJson.Write(task), task.RequestId, TimeSpan.Zero));
            return task;
        },
        Read = static (_, entry) => JournalJson.Read<ImageTask>(entry.Response),
        Usage = UsageOf,
        Price = (request, task) => task with { Cost = CostOf(request.Model, UsageOf(task), ImageModels.SizeOf(request)) },
        Cost = static task => task.Cost,
        MostCost = MostCostOf,
        Spent = (request, task) => Gateway.Prices.CostOf(request.Model, UsageOf(task), ImageModels.SizeOf(request)),
        Guard = (request, work) => WriteErrorOnFailure(request.Prompt, work, failure => CallFailed(failure, request)),
        Write = WriteTask,
    };

    // Where the site made the images at once, it said what they took.
    private static TokenUsage? UsageOf(ImageTask task) => task.Images.Count > 0 ? task.Images[0].Usage : null;

    private void WriteTask(ImageRequest request, ImageTask task, bool isKept)
    {
        if (!isKept)
        {
            WhataiSession.Current.Usage.AddTask(task.TaskId, new TaskUsage(request.Model, UsageOf(task), task.Cost, task.Images.Count));
        }

        WriteObject(task);
    }
}
