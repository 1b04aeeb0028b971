using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <content>Images side by side, their files, and the journal of both.</content>
public abstract partial class WhataiImageCommand
{
    private static readonly string[] s_endings = [.. MediaTypes.Images.Select(MediaTypes.Extension), ".jpeg"];

    private BulkCalls<ImageItem, ImageResult>? _calls;

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        _calls?.Complete();
        if (_shown)
        {
            WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>Makes ready to make images.</summary>
    private protected void BeginCalls()
    {
        _calls = CreateCalls();
        RemoveLeftovers(_output);
    }

    private BulkCalls<ImageItem, ImageResult> CreateCalls() => new(this)
    {
        Identify = static item => item.Identify(),
        Model = static item => item.Request.Model,
        Input = static item => item.Input,
        Files = static item => item.Files,
        ShouldCall = ShouldMake,
        Call = MakeAsync,
        Read = ReadKept,
        Restore = RestoreAsync,
        Usage = static result => result.Usage,
        Price = Priced,
        Cost = static result => result.Cost,
        MostCost = item => MostCostOf(item.Request),
        Spent = (item, result) => Gateway.Prices.CostOf(item.Request.Model, result.Usage, ImageModels.SizeOf(item.Request)),
        Guard = WriteErrorOnFailure,
        Write = WriteResult,
    };

    /// <summary>Starts a call, and writes what is complete.</summary>
    private protected void Start(ImageItem item)
    {
        if (!TryFindOutput(OutFile, _output, item.Input, out OutputLocation? output))
        {
            return;
        }

        item = item with { Files = FilesOf(item.Request, output) };
        if (!Stream || item.Stream is null)
        {
            _calls!.Add(item);
        }
        else if (ShouldMake(item))
        {
            StreamImages(item, item.Stream);
        }
    }

    private void StreamImages(ImageItem item, Func<IAsyncEnumerable<ImageDelta>> stream)
    {
        ImageResult? result = null;
        WriteErrorOnFailure(item, () =>
        {
            item.Files?.ThrowIfInTheWay();
            BeginCall();
            var made = default(ImageGeneration);
            foreach (ImageDelta piece in Pull(stream()))
            {
                made = piece.Generation ?? made;
                if (piece.Image is not null)
                {
                    WriteObject(piece.Image);
                }
            }

            result = Priced(item, Await(SaveAsync(item, made!.Images)) with { Usage = made.Usage, Attempts = made.Attempts, Duration = made.Duration });
            WriteResult(item, result, isKept: false);
        });
        if (result is null)
        {
            _calls!.CountFailed();
        }
        else
        {
            _calls!.Count(result, isUsable: true);
        }
    }

    /// <summary>Whether to spend on it.</summary>
    private protected bool ShouldMake(ImageRequest request, Func<object?, object?, string> action) => ShouldProcess(
        request.Model,
        () => action(request.Count ?? 1, TerminalText.Shortened(request.Prompt)) + Estimate(request.Model, TokenEstimate.Of(request.Prompt), completionTokens: null, ImageModels.SizeOf(request)));

    /// <summary>The most that images may cost, where they are paid by the call: what their tokens may cost, nobody knows before.</summary>
    private protected decimal MostCostOf(ImageRequest request) => MostCostOf(request.Model, 0, completionTokens: null, ImageModels.SizeOf(request));

    private bool ShouldMake(ImageItem item)
    {
        if (!ShouldMake(item.Request, item.Action))
        {
            return false;
        }

        CreateFolder(_output);
        if (!_shown)
        {
            _shown = true;
            WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.MakingImages(item.Request.Model)));
        }

        return true;
    }

    private ItemFiles? FilesOf(ImageRequest request, OutputLocation? output)
    {
        if (output is null)
        {
            return null;
        }

        string? named = output.NamedFile(NamesItself ? _givenName : Name, s_endings);
        var template = new FileTarget
        {
            Path = string.Empty,
            AddExtension = !Path.HasExtension(output.File),
            IfExists = Force ? ExistingFile.Replace : named is null ? ExistingFile.Number : ExistingFile.Fail,
        };
        string type = "image/" + request.OutputFormat?.ToLowerInvariant();
        string[] endings = MediaTypes.Images.Contains(type) ? [MediaTypes.Extension(type)] : s_endings;
        return new ItemFiles(output, template, request.Count ?? 1, endings, named, () => _names!.Next(request.Prompt, request.Model)) { Force = Force };
    }

    private async Task<ImageResult> MakeAsync(ImageItem item, KeepEntry keep)
    {
        ImageGeneration made = await item.Make().ConfigureAwait(false);
        if (made.Images.Count == 0 && made.Completion is ModelAnswer answer)
        {
            // It was paid for, so the exception keeps it.
            throw new UnusableAnswerException(SR.AnswerWithoutImage(answer.Refusal ?? answer.Text), answer);
        }

        if (item.Files is null || made.Images.All(static image => image.Url is not null))
        {
            // To be fetched by the next run, if this one does not come to it.
            keep(() => Entry(made.Images, made.RequestId, made.Duration));
        }

        ImageResult result = await SaveAsync(item, made.Images).ConfigureAwait(false);
        if (item.Files is not null)
        {
            keep(() => Entry(result.Images, made.RequestId, made.Duration));
        }

        return result with { Usage = made.Usage, Attempts = made.Attempts, Duration = made.Duration };
    }

    private async Task<ImageResult> SaveAsync(ImageItem item, IReadOnlyList<WhataiImage> made)
    {
        IReadOnlyList<FileTarget>? targets = item.Files?.Targets;
        var images = new List<WhataiImage>();
        var problems = new List<(WhataiImage, Exception)>();
        foreach (WhataiImage image in made)
        {
            int i = images.Count;
            try
            {
                // More than were asked for have no name kept for them, and take the next number.
                images.Add(targets is null || (image.Path is not null && item.Files!.IsInPlace(image.Path)) ? image : await Gateway.Client.Images.SaveAsync(
                    image, targets[Math.Min(i, targets.Count - 1)] with { IfExists = i < targets.Count ? targets[i].IfExists : ExistingFile.Number }, CallOptions, StopToken).ConfigureAwait(false));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or WhataiException)
            {
                images.Add(image);
                problems.Add((image, ex));
            }
        }

        return new ImageResult(images, problems);
    }

    private static JournalEntry Entry(IReadOnlyList<WhataiImage> images, string? requestId, TimeSpan duration) => new(JournalJson.Write(images), requestId, duration)
    {
        Files = [.. images.Where(static image => image.Path is not null).Select(static image => KeptFiles.Of(image.Path!))],
    };

    private ImageResult? ReadKept(ImageItem item, JournalEntry entry)
    {
        var files = new Queue<JournalFile>(entry.Files);
        // Of a run that was killed behind its files, these are all there is.
        WhataiImage[] images = JournalJson.Read<WhataiImage[]>(entry.Response) ?? [.. files.Select(_ => new WhataiImage { Prompt = item.Request.Prompt, Model = item.Request.Model })];
        bool isAll = images.Length == files.Count;
        images = Array.ConvertAll(images, image => isAll || (image.Path is not null && files.Count > 0) ? InFile(image, files.Dequeue().Path) : image);
        return images.Length > 0 ? new ImageResult(images, []) : null;
    }

    private static WhataiImage InFile(WhataiImage image, string path)
    {
        (int Width, int Height)? size = image.Width is null ? ImageHeader.ReadSize(path) : (image.Width.Value, image.Height ?? 0);
        return image with { Path = path, Bytes = null, MediaType = image.MediaType ?? MediaTypes.DetectFile(path), Width = size?.Width, Height = size?.Height };
    }

    // What was kept before it was saved, or is saved elsewhere than this run wants it.
    private Task<ImageResult> RestoreAsync(ImageItem item, ImageResult kept, KeepEntry keep)
    {
        if (item.Files is not ItemFiles files || IsWhatIf || kept.Images.All(image => image.Path is not null && files.IsInPlace(image.Path)))
        {
            return Task.FromResult(kept);
        }

        CreateFolder(_output);
        return SaveKeptAsync(item, kept, keep);
    }

    private async Task<ImageResult> SaveKeptAsync(ImageItem item, ImageResult kept, KeepEntry keep)
    {
        ImageResult result = await SaveAsync(item, kept.Images).ConfigureAwait(false);
        if (result.Problems.Select(static problem => problem.Problem).OfType<WhataiException>().FirstOrDefault(static failure => failure is { IsHostedFile: true, StatusCode: >= 400 and < 500 }) is WhataiException gone)
        {
            // No longer hosted: the next run makes it again.
            throw gone;
        }

        keep(() => Entry(result.Images, result.Images[0].RequestId, TimeSpan.Zero));
        return result;
    }

    private void WriteErrorOnFailure(ImageItem item, Action work) => WriteErrorOnFailure(
        item.Request.Prompt,
        () =>
        {
            try
            {
                work();
            }
            catch (UnusableAnswerException ex)
            {
                WriteError(WhataiErrors.AnswerWithoutImage(ex));
            }
            catch (ArgumentException ex)
            {
                WriteError(WhataiErrors.InvalidArgument(ex, (ex as UnfitImageException)?.Image.Input ?? item.Input));
            }
            catch (FileExistsException ex)
            {
                WriteError(WhataiErrors.FileExists(ex.Path, item.Request.Prompt));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                WriteError(WhataiErrors.InvalidArgument(new ArgumentException(WhataiErrors.Reason(ex), ex), item.Input));
            }
        },
        failure => CallFailed(failure, item.Request));

    private ImageResult Priced(ImageItem item, ImageResult result)
    {
        Cost? cost = CostOf(item.Request.Model, result.Usage, ImageModels.SizeOf(item.Request));
        return result with { Cost = cost, Images = [.. result.Images.Select(image => image with { Cost = cost })] };
    }

    private void WriteResult(ImageItem item, ImageResult result, bool isKept)
    {
        if (!isKept)
        {
            WhataiSession.Current.Usage.Add(item.Request.Model, result.Usage, result.Attempts, result.Images.Count, result.Duration, result.Cost);
        }

        foreach ((WhataiImage image, Exception problem) in result.Problems)
        {
            WriteError(problem switch
            {
                WhataiException failure => WhataiErrors.CallFailed(failure, image),
                FileExistsException exists => WhataiErrors.FileExists(exists.Path, image),
                _ => WhataiErrors.FileNotWritten(_output?.Given ?? item.Files!.Targets[0].Path, image, problem),
            });
        }

        foreach (WhataiImage image in result.Images)
        {
            WriteObject(MergeInput ? Merge(nameof(image.Path), item.Input, image.Path ?? image.Url?.AbsoluteUri ?? (object)image) : image with { Input = item.Input });
        }
    }
}
