using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Chat;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Schemas;
using WhataiPS.Tools;

namespace WhataiPS.Commands;

/// <summary>
/// Invoke-WhataiChat: asks a model. Piped text is one prompt a line; with a message given, piped objects are the context
/// of one request, and a piped answer is the conversation to go on with.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiChat", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiChatCommand : WhataiTextCommand
{
    private readonly List<PSObject> _context = [];
    private List<ChatContentPart> _media = [];
    private AnswerFormat? _format;
    private ToolLoop? _tools;
    private OrderedBulk<ChatRequest, ChatCompletion> _bulk = null!;
    private BulkProgress _progress = null!;
    private Bulk.Journal? _journal;
    private Exception? _journalProblem;
    private bool _asked;

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

    /// <summary>
    /// Earlier messages: ChatMessage objects, answers, or hashtables with role and content (text, or parts as the wire has them).
    /// Without a message the history itself is answered.
    /// </summary>
    [Parameter]
    [ChatHistoryTransformation]
    [ValidateNotNullOrEmpty]
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

    /// <summary>
    /// What the answer must be: a hashtable such as @{ answer = 'string'; steps = @('string') }, a JSON schema as hashtable, text or
    /// .json file, or a .NET or PowerShell class. The answer's Object is the parsed result.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    /// <summary>The schema's name for the model: letters, digits, _ and -, at most 64.</summary>
    [Parameter]
    [ValidatePattern("^[a-zA-Z0-9_-]{1,64}$")]
    public string SchemaName { get; set; } = "answer";

    /// <summary>Json asks for any JSON object (JSON mode); the message must speak of JSON. The answer's Object is the parsed result.</summary>
    [Parameter]
    public ChatResponseFormat ResponseFormat { get; set; }

    /// <summary>The longest answer with its reasoning, in tokens, as newer models want it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; set; }

    /// <summary>How much to think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReasoningEffort { get; set; }

    /// <summary>
    /// Tools that the model may call: command names, commands, script blocks, or tables with name, description, parameters and script.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Tool { get; set; }

    /// <summary>Ask asks before each call, Auto runs the tools, None hands the calls back on ToolCalls.</summary>
    [Parameter]
    public ToolPolicy ToolPolicy { get; set; } = ToolPolicy.Ask;

    /// <summary>auto, none, required, or the name of the tool that must be called first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ToolChoiceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ToolChoice { get; set; }

    /// <summary>How many rounds of tool calls to run at most, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaxToolRounds { get; set; } = 8;

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
        if (!MyInvocation.ExpectingInput && Message is null && InputObject is null && History is null)
        {
            ThrowTerminatingError(WhataiErrors.MessageMissing(null));
        }

        _media = Checked(ReadMedia, Image ?? Video);
        _format = Schema is not null
            ? Checked(() => AnswerFormat.FromSchema(Schema, SchemaName, GetUnresolvedProviderPathFromPSPath), Schema)
            : ResponseFormat == ChatResponseFormat.Json ? AnswerFormat.Json() : null;
        _tools = Tool is null ? null : Checked(CreateToolLoop, Tool);
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
        else if (Message is null && !MyInvocation.ExpectingInput && InputObject is null)
        {
            // The history alone is the conversation to answer.
            Ask(null, [], History![History.Length - 1].Content);
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
        if (_context.Count == 0 && Message is not null && MyInvocation.ExpectingInput && !_asked)
        {
            // A question about nothing would cost and confuse.
            WriteVerbose(SR.Text(nameof(SR.NothingPiped)));
        }

        if (_context.Count > 0)
        {
            Ask($"{Message}\n\n{ContextText.Render(_context)}", [], Message);
        }

        while (_bulk.Count > 0)
        {
            Await(_bulk.NextAsync());
            GiveOutDone();
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

    private void Ask(string? prompt, IReadOnlyList<ChatMessage> earlier, object? input)
    {
        _asked = true;
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
            LogitBias = Biases,
            User = User,
            Seed = Seed,
            ReasoningEffort = ReasoningEffort,
            ResponseFormat = _format?.ResponseFormat,
            Tools = _tools?.Tools.ToChatTools(),
            ToolChoice = _tools is null ? null : ToolChoiceConversion.ToChatChoice(ToolChoice),
            Input = input is PSObject wrapped ? wrapped.BaseObject : input,
        };
        if (_tools is not null)
        {
            Guard(request.Input, request.Model, () => AskWithTools(_tools, request));
        }
        else if (Stream || Live)
        {
            Guard(request.Input, request.Model, () => Finish(AskOnce(request)));
        }
        else
        {
            _bulk.Add(request, AskWholeAsync(request));
            GiveOutDone();
            while (!_bulk.HasRoom)
            {
                Await(_bulk.NextAsync());
                GiveOutDone();
            }
        }
    }

    private ChatCompletion AskOnce(ChatRequest request)
    {
        ChatCompletion completion = Write(
            () => Gateway.Client.CompleteChatAsync(request, CallOptions, StopToken),
            () => Gateway.Client.StreamChatAsync(request, CallOptions, StopToken));
        NoteUsage(request.Model, completion);
        return completion;
    }

    private void AskWithTools(ToolLoop tools, ChatRequest request)
    {
        try
        {
            ChatCompletion completion = tools.Run(request, AskOnce, out ErrorRecord? problem);
            if (problem is not null)
            {
                WriteError(problem);
                return;
            }

            Finish(completion);
        }
        catch (ToolApprovalException ex)
        {
            WriteError(WhataiErrors.ToolNotApproved(ex, request.Input));
        }
    }

    private ToolLoop CreateToolLoop()
    {
        if (ThrottleLimit > 1 || Journal is not null)
        {
            throw new ArgumentException("Tools run one after the other on the pipeline's thread; -Tool does not go with -ThrottleLimit or -Journal.");
        }

        ToolSet tools = ToolSet.Create(this, Tool!);
        if (ToolChoiceConversion.IsName(ToolChoice) && tools.Find(ToolChoice!) is null)
        {
            throw new ArgumentException($"-ToolChoice names '{ToolChoice}', which is none of the tools: {string.Join(", ", tools.Definitions.Select(tool => tool.Name))}.");
        }

        if (ToolPolicy == ToolPolicy.None)
        {
            return new ToolLoop(tools, null, MaxToolRounds);
        }

        tools.EnsureRunnable();
        return new ToolLoop(tools, new ToolRunner(this, tools, ToolPolicy), MaxToolRounds);
    }

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
        // What can't be used is not kept, so that the next run asks again.
        if (key is not null && _format?.Fits(completion) != false)
        {
            try
            {
                _journal!.Append(key, completion);
            }
            catch (Exception ex) when (ex is System.IO.IOException or NotSupportedException)
            {
                // The answer is paid for and is given out all the same.
                Interlocked.Exchange(ref _journalProblem, ex);
            }
        }

        return completion;
    }

    // As soon as it is their turn, also while the input is slow.
    private void GiveOutDone()
    {
        if (Interlocked.Exchange(ref _journalProblem, null) is Exception problem)
        {
            WriteError(WhataiErrors.JournalNotWritten(Journal!, problem));
        }

        foreach ((ChatRequest request, Task<ChatCompletion> task) in _bulk.TakeDone())
        {
            Guard(request.Input, request.Model, () =>
            {
                ChatCompletion completion = Await(task);
                _progress.Done(completion.Usage);
                NoteUsage(request.Model, completion);
                Finish(completion);
            });
        }

        if (_progress.Next() is ProgressRecord record)
        {
            WriteProgress(record);
        }
    }

    private void Finish(ChatCompletion completion)
    {
        if (_format?.Check(ref completion) is ErrorRecord problem)
        {
            WriteError(problem);
            return;
        }

        Give(completion);
    }

    private List<ChatMessage> Conversation(string? prompt, IReadOnlyList<ChatMessage> earlier)
    {
        var messages = new List<ChatMessage>(earlier.Count + 2);
        if (SystemMessage is not null)
        {
            messages.Add(new ChatMessage(ChatRole.System, SystemMessage));
        }

        messages.AddRange((History ?? []).Concat(earlier).Where(message => SystemMessage is null || message.Role != ChatRole.System));
        if (prompt is null)
        {
            return messages;
        }

        ChatContentPart[] parts = [new ChatContentPart(ChatContentPart.TextType) { Text = prompt }, .. _media];
        messages.Add(new ChatMessage(ChatRole.User, prompt) { Parts = parts.Length == 1 ? null : parts });
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
        catch (Exception ex) when (ex is System.IO.IOException or UnauthorizedAccessException or NotSupportedException or OverflowException)
        {
            ThrowTerminatingError(WhataiErrors.JournalNotOpened(path, ex));
            return null!;
        }
    }
}
