using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Chat;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>
/// Invoke-WhataiChat: asks a model. Piped text is one prompt a line; with a message given, piped objects are the context
/// of one request, and a piped answer is the conversation to go on with.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiChat", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiChatCommand : WhataiApiCommand
{
    private const string WholeSet = "Whole";
    private const string StreamSet = "Stream";
    private const string LiveSet = "Live";
    private const string LiveTypeName = "Whatai.Client.Chat.ChatCompletion#Live";

    private readonly List<PSObject> _context = [];
    private List<ChatContentPart> _media = [];
    private Dictionary<string, int>? _biases;
    private OrderedBulk<ChatRequest, ChatCompletion> _bulk = null!;
    private BulkProgress _progress = null!;
    private Bulk.Journal? _journal;

    /// <summary>What to ask.</summary>
    [Parameter(Position = 0)]
    [Alias("Prompt")]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>Prompts, or the context of the message, or the answer to go on from.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Instructions for the whole conversation. In a conversation that goes on, they replace the earlier ones.</summary>
    [Parameter]
    [Alias("System", "SystemPrompt")]
    [ValidateNotNullOrEmpty]
    public string? SystemMessage { get; set; }

    /// <summary>Earlier messages: ChatMessage objects, or hashtables with role and content.</summary>
    [Parameter]
    [ChatHistoryTransformation]
    [ValidateNotNull]
    public ChatMessage[]? History { get; set; }

    /// <summary>Images for the message: paths with wildcards, files, http addresses, data URIs, bytes, or images of an earlier answer.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Image { get; set; }

    /// <summary>How closely to look at the images.</summary>
    [Parameter]
    [ValidateSet("auto", "low", "high")]
    public string? ImageDetail { get; set; }

    /// <summary>Videos for the message, given as images are; sent as image_url parts, as the gateways want it.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Video { get; set; }

    /// <summary>The model; the connection's where it is not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Gives the pieces as they come, as ChatDelta objects; the last one carries the whole answer.</summary>
    [Parameter(ParameterSetName = StreamSet, Mandatory = true)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Shows the text as it comes, then gives the whole answer.</summary>
    [Parameter(ParameterSetName = LiveSet, Mandatory = true)]
    public SwitchParameter Live { get; set; }

    /// <summary>0 to 2; higher is more random.</summary>
    [Parameter]
    [ValidateRange(0d, 2d)]
    public double? Temperature { get; set; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    public double? TopP { get; set; }

    /// <summary>How many answers to give.</summary>
    [Parameter]
    [Alias("N")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    [Parameter]
    [ValidateCount(1, 4)]
    [ValidateNotNullOrEmpty]
    public string[]? Stop { get; set; }

    /// <summary>The longest answer, in tokens.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>The longest answer with its reasoning, in tokens, as newer models want it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; set; }

    /// <summary>−2 to 2; above 0 favours new topics.</summary>
    [Parameter]
    [ValidateRange(-2d, 2d)]
    public double? PresencePenalty { get; set; }

    /// <summary>−2 to 2; above 0 discourages repetition.</summary>
    [Parameter]
    [ValidateRange(-2d, 2d)]
    public double? FrequencyPenalty { get; set; }

    /// <summary>Token ids and their bias, −100 to 100.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? LogitBias { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Asks for the same answer again, where the model can.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>How much to think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReasoningEffort { get; set; }

    /// <summary>How many requests to run side by side, 1 to 256. Answers come in the order of the prompts.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>A file of JSON lines that keeps the answers, so that an interrupted run goes on where it ended.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>How many prompts will come, for the time left in the progress bar.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? ExpectedCount { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!MyInvocation.ExpectingInput && Message is null && InputObject is null)
        {
            ThrowTerminatingError(WhataiErrors.MessageMissing(null));
        }

        _media = Checked(ReadMedia, Image ?? Video);
        _biases = LogitBias is null ? null : Checked(() => ToBiases(LogitBias), LogitBias);
        _bulk = new OrderedBulk<ChatRequest, ChatCompletion>(ThrottleLimit);
        _progress = new BulkProgress(MyInvocation.MyCommand.Name, ExpectedCount);
        if (Journal is not null)
        {
            _journal = OpenJournal(Journal);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? input = InputObject?.BaseObject;
        if (ConversationReader.Read(InputObject) is IReadOnlyList<ChatMessage> earlier)
        {
            if (Message is null)
            {
                WriteError(WhataiErrors.MessageMissing(input));
                return;
            }

            Ask(Message, earlier, Message);
        }
        else if (Message is not null)
        {
            if (!MyInvocation.ExpectingInput && InputObject is null)
            {
                Ask(Message, [], Message);
            }
            else if (InputObject is not null)
            {
                _context.Add(InputObject);
            }
        }
        else
        {
            AskPiped(input);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_context.Count > 0)
        {
            Ask($"{Message}\n\n{ContextText.Render(_context)}", [], Message);
        }

        while (_bulk.Count > 0)
        {
            GiveOutNext();
        }

        if (_progress.End() is ProgressRecord end)
        {
            WriteProgress(end);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _journal?.Dispose();
        }
    }

    private void AskPiped(object? input)
    {
        string? prompt = input switch
        {
            null => string.Empty,
            string text => text,
            // Numbers, dates and the like read the same for a person and a model.
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (prompt is null)
        {
            WriteError(WhataiErrors.NotAPrompt(input!));
        }
        else if (string.IsNullOrWhiteSpace(prompt))
        {
            WriteError(WhataiErrors.EmptyPrompt(InputObject));
        }
        else
        {
            Ask(prompt, [], InputObject);
        }
    }

    private void Ask(string prompt, IReadOnlyList<ChatMessage> earlier, object? input)
    {
        var request = new ChatRequest
        {
            Model = Model ?? Gateway.Model,
            Messages = Conversation(prompt, earlier),
            Temperature = Temperature,
            TopP = TopP,
            Count = Count,
            Stop = Stop,
            MaxTokens = MaxTokens,
            MaxCompletionTokens = MaxCompletionTokens,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            LogitBias = _biases,
            User = User,
            Seed = Seed,
            ReasoningEffort = ReasoningEffort,
            Input = input is PSObject wrapped ? wrapped.BaseObject : input,
        };
        if (Stream)
        {
            Guard(request, () => AskInPieces(request));
        }
        else if (Live)
        {
            Guard(request, () => AskLive(request));
        }
        else
        {
            _bulk.Add(request, AskWholeAsync(request));
            while (!_bulk.HasRoom)
            {
                GiveOutNext();
            }
        }
    }

    private void Guard(ChatRequest request, Action work) => Guard(request.Input, work, failure => WhataiSession.Current.Usage.AddFailure(request.Model, failure));

    // Begun here and gone on with by the core. The answer is kept before its turn to be given out comes: a run that is killed
    // meanwhile has paid for it.
    private async Task<ChatCompletion> AskWholeAsync(ChatRequest request)
    {
        string? key = _journal?.Key(WhataiClient.WriteChatRequest(request, CallOptions));
        if (key is not null && _journal!.Find(key) is JournalEntry entry && WhataiClient.ReadChatCompletion(entry.RawJson, request.Messages) is ChatCompletion kept)
        {
            return kept with { Input = request.Input, RequestId = entry.RequestId, Duration = entry.Duration, Attempts = 0 };
        }

        ChatCompletion completion = await Gateway.Client.CompleteChatAsync(request, CallOptions, StopToken).ConfigureAwait(false);
        if (key is not null)
        {
            _journal!.Append(key, completion);
        }

        return completion;
    }

    private void GiveOutNext()
    {
        Await(_bulk.NextAsync());
        foreach ((ChatRequest request, Task<ChatCompletion> task) in _bulk.TakeDone())
        {
            Guard(request, () =>
            {
                ChatCompletion completion = Await(task);
                NoteUsage(request, completion);
                _progress.Done(completion.Usage);
                WriteObject(completion);
            });
        }

        if (_progress.Next() is ProgressRecord record)
        {
            WriteProgress(record);
        }
    }

    // From the journal costs nothing again.
    private static void NoteUsage(ChatRequest request, ChatCompletion completion)
    {
        if (completion.Attempts > 0)
        {
            WhataiSession.Current.Usage.Add(request.Model, completion);
        }
    }

    private void AskInPieces(ChatRequest request)
    {
        foreach (ChatDelta delta in Pieces(request))
        {
            if (delta.Completion is not null)
            {
                NoteUsage(request, delta.Completion);
            }

            WriteObject(delta);
        }
    }

    private void AskLive(ChatRequest request)
    {
        var live = new LiveText(this);
        ChatCompletion? completion = null;
        try
        {
            foreach (ChatDelta delta in Pieces(request))
            {
                live.Show(delta);
                completion = delta.Completion;
            }
        }
        finally
        {
            live.End();
        }

        NoteUsage(request, completion!);

        // The text is on the screen already: this type's view shows what came with it instead.
        var result = new PSObject(completion);
        result.TypeNames.Insert(0, LiveTypeName);
        WriteObject(result);
    }

    // Pulled from the core on this thread; leaving early, as Select-Object -First does, closes the connection.
    private IEnumerable<ChatDelta> Pieces(ChatRequest request)
    {
        IAsyncEnumerator<ChatDelta> pieces = Gateway.Client.StreamChatAsync(request, CallOptions, StopToken).GetAsyncEnumerator(StopToken);
        try
        {
            while (Await(pieces.MoveNextAsync()))
            {
                yield return pieces.Current;
            }
        }
        finally
        {
            Release(pieces);
        }
    }

    private List<ChatMessage> Conversation(string prompt, IReadOnlyList<ChatMessage> earlier)
    {
        var messages = new List<ChatMessage>(earlier.Count + 2);
        if (SystemMessage is not null)
        {
            messages.Add(new ChatMessage(ChatRole.System, SystemMessage));
        }

        messages.AddRange((History ?? []).Concat(earlier).Where(message => SystemMessage is null || message.Role != ChatRole.System));
        messages.Add(new ChatMessage(ChatRole.User, prompt)
        {
            Parts = _media.Count == 0 ? null : [new ChatContentPart(ChatContentPart.TextType) { Text = prompt }, .. _media],
        });
        return messages;
    }

    private List<ChatContentPart> ReadMedia()
    {
        var input = new MediaInput(SessionState);
        List<ChatContentPart> parts = input.ToParts(Image ?? [], isVideo: false, ImageDetail);
        parts.AddRange(input.ToParts(Video ?? [], isVideo: true, detail: null));
        return parts;
    }

    private Bulk.Journal OpenJournal(string file)
    {
        string path = GetUnresolvedProviderPathFromPSPath(file);
        try
        {
            var journal = new Bulk.Journal(path);
            if (journal.TornLines > 0)
            {
                WriteWarning(SR.Format(nameof(SR.JournalTorn), path, journal.TornLines));
            }

            return journal;
        }
        catch (Exception ex) when (ex is System.IO.IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(WhataiErrors.JournalNotOpened(path, ex));
            return null!;
        }
    }

    private static Dictionary<string, int> ToBiases(IDictionary table)
    {
        var biases = new Dictionary<string, int>();
        foreach (DictionaryEntry entry in table)
        {
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out int bias) || bias is < -100 or > 100)
            {
                throw new ArgumentException($"The bias of token '{entry.Key}' is not a whole number from -100 to 100.");
            }

            biases[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = bias;
        }

        return biases;
    }
}
