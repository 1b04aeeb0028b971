using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using Whatai.Client.Images;
using Whatai.Client.Media;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Progress;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What cmdlets share that make images: the picture's parameters, the route, side by side calls, and files.</summary>
public abstract partial class WhataiImageCommand : WhataiApiCommand
{
    private const int LongestShownPrompt = 60;

    // The first image model of the seed documents.
    private const string DefaultModel = "nano-banana";

    // What a message or Gemini's request has a place for.
    private static readonly string[] s_ofChat = ["ReferenceImage", "Seed", "Count", "User"];
    private static readonly string[] s_ofGemini = ["ReferenceImage", "AspectRatio", "ImageSize", "Seed"];

    private OrderedTaskQueue<(ImageRequest Request, object Input), ImageResult> _calls = null!;
    private BulkProgress _progress = null!;
    private BulkRun _run = null!;
    private ImageNames? _names;
    private OutputLocation? _output;
    private bool _shown;

    /// <summary>Reads images and their addresses.</summary>
    private protected MediaInput Media { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Media = new MediaInput(SessionState);
        _calls = new OrderedTaskQueue<(ImageRequest Request, object Input), ImageResult>(ThrottleLimit);
        _progress = new BulkProgress(MyInvocation.MyCommand.Name, expected: null);
        _run = new BulkRun(_calls, _progress, Await, WriteProgress, WriteCompleted);
        _output = FindOutput(OutFile, OutDirectory);
        _names = OutDirectory is null ? null : new ImageNames(_output!.Folder, Force);
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        _run.Complete();
        if (_shown)
        {
            WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>The request that the parameters describe.</summary>
    /// <exception cref="ArgumentException">The model or the route does not take one of them.</exception>
    private protected ImageRequest CreateRequest(string prompt, bool hasReferences, bool hasMask = false, bool hasFidelity = false)
    {
        string model = Given(Model) ?? DefaultModel;
        var request = new ImageRequest
        {
            Model = model,
            Prompt = prompt,
            AspectRatio = Given(AspectRatio),
            ImageSize = Given(ImageSize),
            Size = Given(Size),
            Quality = Given(Quality),
            Style = Given(StyleOfImage),
            Background = Given(Background),
            Moderation = Given(ModerationOfImage),
            OutputFormat = Given(OutputFormat),
            OutputCompression = OutputCompression,
            Count = Count,
            Seed = Seed,
            ResponseFormat = Given(ResponseFormat),
            User = Given(User),
            Route = RouteOf(model),
        };
        List<string> members = [.. Members(request)];
        AddIf(hasReferences, "ReferenceImage");
        AddIf(hasMask, "Mask");
        AddIf(hasFidelity, "InputFidelity");
        foreach ((string member, IReadOnlyList<string> takers) in ImageModels.Refuse(model, members))
        {
            throw new ArgumentException(SR.NotOfModel(model, "-" + member, string.Join(", ", takers)));
        }

        string[]? carried = request.Route switch { ImageRoute.Chat => s_ofChat, ImageRoute.Gemini => s_ofGemini, _ => null };
        if (carried is not null && members.Find(member => !carried.Contains(member)) is string other)
        {
            throw new ArgumentException(SR.NotOfRoute(request.Route, "-" + other));
        }

        return request;

        void AddIf(bool given, string member)
        {
            if (given)
            {
                members.Add(member);
            }
        }
    }

    private ImageRoute RouteOf(string model) => Route ?? ImageModels.RouteOf(model);

    /// <summary>Whether to spend on it.</summary>
    private protected bool ShouldMake(ImageRequest request, Func<object?, object?, string> action)
    {
        string prompt = request.Prompt.Length <= LongestShownPrompt ? request.Prompt : request.Prompt.Substring(0, LongestShownPrompt) + "…";
        return ShouldProcess(request.Model, action(request.Count ?? 1, prompt));
    }

    /// <summary>Starts a call, and writes what is complete. Names are chosen here, so that they follow the order of the inputs.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="input">What is named where the input itself is bad.</param>
    /// <param name="make">Makes it.</param>
    private protected void Start(ImageRequest request, object input, Func<Task<ImageGeneration>> make)
    {
        if (!_shown)
        {
            _shown = true;
            CreateFolder(_output);
            WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.MakingImages(request.Model)));
        }

        BeginCall();
        List<FileTarget>? targets = _output is null ? null : [.. Enumerable.Range(0, request.Count ?? 1).Select(_ => Target(request))];
        _calls.Add((request, input), MakeAsync(request, make, targets));
        _run.Continue();
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IEnumerable<string> Members(ImageRequest request)
    {
        (string Name, bool IsSet)[] members =
        [
            (nameof(AspectRatio), request.AspectRatio is not null),
            (nameof(ImageSize), request.ImageSize is not null),
            (nameof(Size), request.Size is not null),
            (nameof(Quality), request.Quality is not null),
            ("Style", request.Style is not null),
            (nameof(Background), request.Background is not null),
            ("Moderation", request.Moderation is not null),
            (nameof(OutputFormat), request.OutputFormat is not null),
            (nameof(OutputCompression), request.OutputCompression is not null),
            // One image is what every model makes.
            (nameof(Count), request.Count > 1),
            (nameof(Seed), request.Seed is not null),
            (nameof(ResponseFormat), request.ResponseFormat is not null),
            (nameof(User), request.User is not null),
        ];
        return members.Where(member => member.IsSet).Select(member => member.Name);
    }

    /// <summary>A failed call's error. Where it may have run all the same, the remedy is to look at the bill first.</summary>
    private protected static ErrorRecord CallFailed(WhataiException failure, ImageRequest request)
    {
        WhataiSession.Current.Usage.AddFailure(request.Model, failure);
        return WhataiErrors.ImageNotMade(failure, request.Prompt);
    }

    // The file that would keep the answer from being saved. Where the ending comes with the answer, each one counts.
    private static string? InTheWay(FileTarget target, string? format)
    {
        if (target.IfExists != ExistingFile.Fail)
        {
            return null;
        }

        string type = "image/" + format?.ToLowerInvariant();
        IEnumerable<string> names = !target.AddExtension ? [target.Path]
            : (MediaTypes.Images.Contains(type) ? [type] : MediaTypes.Images).Select(each => target.Path + MediaTypes.Extension(each));
        return names.FirstOrDefault(File.Exists);
    }

    private FileTarget Target(ImageRequest request) => _names is not null
        ? new FileTarget { Path = _names.Next(request.Prompt, request.Model), AddExtension = true, IfExists = Force ? ExistingFile.Replace : ExistingFile.Number }
        : new FileTarget
        {
            Path = _output!.NextFile(),
            AddExtension = !Path.HasExtension(_output!.File),
            IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail,
        };

    private async Task<ImageResult> MakeAsync(ImageRequest request, Func<Task<ImageGeneration>> make, List<FileTarget>? targets)
    {
        // A file that is in the way is no reason to pay first.
        foreach (FileTarget target in targets ?? [])
        {
            if (InTheWay(target, request.OutputFormat) is string path)
            {
                throw new FileExistsException(path);
            }
        }

        ImageGeneration made = await make().ConfigureAwait(false);
        if (made.Images.Count == 0 && made.Completion is ModelAnswer answer)
        {
            // It was paid for, so the exception keeps it.
            throw new UnusableAnswerException(SR.AnswerWithoutImage(answer.Refusal ?? answer.Text), answer);
        }

        var images = new List<WhataiImage>();
        var problems = new List<(WhataiImage, Exception)>();
        for (int i = 0; i < made.Images.Count; i++)
        {
            WhataiImage image = made.Images[i];
            try
            {
                // More than were asked for have no name kept for them, and take the next number.
                images.Add(targets is null ? image : await Gateway.Client.Images.SaveAsync(
                    image, targets[Math.Min(i, targets.Count - 1)] with { IfExists = i < targets.Count ? targets[i].IfExists : ExistingFile.Number }, CallOptions, StopToken).ConfigureAwait(false));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or WhataiException)
            {
                images.Add(image);
                problems.Add((image, ex));
            }
        }

        return new ImageResult(images, problems) { Usage = made.Usage, Attempts = made.Attempts, Duration = made.Duration };
    }

    private void WriteCompleted()
    {
        foreach (((ImageRequest request, object input), Task<ImageResult> task) in _calls.DequeueCompleted())
        {
            WriteErrorOnFailure(request.Prompt, () => WriteResult(request, input, task), failure => CallFailed(failure, request));
        }
    }

    private void WriteResult(ImageRequest request, object input, Task<ImageResult> task)
    {
        ImageResult result;
        try
        {
            result = Await(task);
        }
        catch (UnusableAnswerException ex)
        {
            WriteError(WhataiErrors.AnswerWithoutImage(ex));
            return;
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, (ex as UnfitImageException)?.Image.Input ?? input));
            return;
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, request.Prompt));
            return;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.InvalidArgument(new ArgumentException(WhataiErrors.Reason(ex), ex), input));
            return;
        }

        Cost? cost = CostOf(request.Model, result.Usage, ImageModels.CallsOf(request));
        _progress.Done(result.Usage, cost: cost);
        WhataiSession.Current.Usage.Add(request.Model, result.Usage, result.Attempts, result.Images.Count, result.Duration, cost);
        foreach ((WhataiImage image, Exception problem) in result.Problems)
        {
            WriteError(problem switch
            {
                WhataiException failure => WhataiErrors.CallFailed(failure, image),
                FileExistsException exists => WhataiErrors.FileExists(exists.Path, image),
                _ => WhataiErrors.FileNotWritten(_output!.Given, image, problem),
            });
        }

        WriteObject(result.Images.Select(image => image with { Cost = cost }), enumerateCollection: true);
    }
}
