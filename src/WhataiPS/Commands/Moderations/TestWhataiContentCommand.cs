using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Batches;
using Whatai.Client.Moderations;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Test-WhataiContent: whether texts and images are harmful, and in what way.</summary>
[Cmdlet(VerbsDiagnostic.Test, "WhataiContent", SupportsShouldProcess = true)]
[OutputType(typeof(ModerationResult))]
public sealed class TestWhataiContentCommand : WhataiBatchCommand<ModerationInput, ModerationResult>
{
    private const int MostInputs = 2048;

    private ModerationRequest _template = null!;
    private List<string>? _images;

    /// <summary>What to test: texts, answers, image files, or images of answers. Each has a result of its own.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Text")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>
    /// Images: paths with wildcards, files, http addresses, data URIs, bytes, or images of an earlier answer. Beside texts, they are tested
    /// together with each text; alone, each has a result of its own.
    /// </summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Image { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = ModerationRequest.DefaultModel;

    /// <summary>The most texts of one request, 1 to 2048. A gateway that takes fewer is found out; giving it saves the refusals.</summary>
    [Parameter]
    [ValidateRange(1, MostInputs)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Nothing is kept: it is free.</summary>
    public override string? Journal { get; set; }

    /// <inheritdoc cref="Journal"/>
    public override SwitchParameter JournalOnly { get; set; }

    /// <inheritdoc cref="Journal"/>
    public override SwitchParameter Durable { get; set; }

    /// <inheritdoc cref="Journal"/>
    public override UnknownOutcome OnUnknown { get; set; }

    /// <summary>Not a parameter here.</summary>
    public override string? SummaryVariable { get; set; }

    /// <inheritdoc cref="SummaryVariable"/>
    public override int? ExpectedCount { get; set; }

    private protected override string? AwaitedModel => Model;

    private MediaInput Media => new(SessionState);

    private bool HasTexts => MyInvocation.ExpectingInput || InputObject is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RefuseUnderLimit();
        if (!HasTexts && Image is null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NothingToTest), null));
        }

        _images = Image is null || !HasTexts ? null : ConvertArgument(() => ReadImages(Image), Image);
        _template = new ModerationRequest { Model = Model, Inputs = [] };
        var queue = new BatchQueue<ModerationInput, ModerationResult>(SendAsync)
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = BatchSize,
            ShouldSend = count => ShouldProcess(Model, SR.ModerateAction(count)),
            OnCompleted = SetInputs,
        };
        BeginBatches(Model, queue, WriteObject);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (!HasTexts)
        {
            foreach (object image in Image!)
            {
                WriteErrorOnArgument(image, () => TestImages(image));
            }

            return;
        }

        foreach (PSObject? input in InputObject ?? [null])
        {
            Test(input);
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput() => EndBatches();

    private void Test(PSObject? input)
    {
        if (TextInput.IsPiece(input))
        {
            // The stream's last piece has the whole text.
            return;
        }

        if (input is not null && (TextInput.ReadFile(input) is not null || ImageReader.ReadImage(input) is not null))
        {
            object image = TextInput.ReadFile(input) is string file ? new FileInfo(file) : input;
            WriteErrorOnArgument(image, () => TestImage(image));
            return;
        }

        string? text = TextInput.Read(input);
        object? plain = input?.BaseObject is PSCustomObject ? input : input?.BaseObject;
        if (string.IsNullOrWhiteSpace(text))
        {
            WriteError(text is null ? WhataiErrors.NotAText(plain!) : WhataiErrors.EmptyText(plain));
            return;
        }

        Add(new ModerationInput(text, _images), plain, isAlone: _images is not null);
    }

    // The files of a pattern are images of their own, by their names.
    private void TestImages(object image)
    {
        bool isPattern = PSValue.Unwrap(image) is string path && WildcardPattern.ContainsWildcardCharacters(path) && ImageReader.FromAddress(path) is null;
        IEnumerable<object> found = isPattern ? Media.FindFiles((string)PSValue.Unwrap(image)!).Select(static file => new FileInfo(file)) : [image];
        foreach (object one in found)
        {
            TestImage(one);
        }
    }

    private void WriteErrorOnArgument(object image, Action work)
    {
        try
        {
            work();
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, image));
        }
    }

    private void TestImage(object image)
    {
        List<string> urls = [.. ReadImages([image]), .. _images ?? []];
        object plain = image is PSObject wrapped ? wrapped.BaseObject : image;
        Add(new ModerationInput(null, urls), plain, isAlone: true);
    }

    private void Add(ModerationInput content, object? input, bool isAlone)
    {
        if (TryBeginItem(() => ModerationClient.WriteRequest(_template with { Inputs = [content] }, CallOptions), out _))
        {
            Add(new BatchItem<ModerationInput, ModerationResult>(content, input), isAlone: isAlone);
        }
    }

    private List<string> ReadImages(IEnumerable<object> images) => [.. Media.ToParts(images, MediaKind.Image, null).Select(static part => part.Url!)];

    private Task<BatchOutcome<ModerationResult>[]> SendAsync(IReadOnlyList<ModerationInput> inputs, Action<BatchAnswer> onAnswer) => Gateway.Client.Moderations.ModerateEachAsync(
        _template with { Inputs = inputs },
        CallOptions,
        batch => onAnswer(new BatchAnswer(batch.Results.Count, batch.Usage, batch.Attempts, batch.Duration, batch.RequestId)),
        StopToken);

    private static void SetInputs(IReadOnlyList<BatchItem<ModerationInput, ModerationResult>> items)
    {
        foreach (BatchItem<ModerationInput, ModerationResult> item in items)
        {
            item.Outcome = item.Outcome! with { Result = item.Outcome.Result is ModerationResult result ? result with { Input = item.Input } : null };
        }
    }
}
