using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Schemas;
using WhataiPS.Tools;

namespace WhataiPS.Commands;

/// <summary>
/// What all cmdlets share that hold a conversation, whatever the API: piped prompts, context and answers to go on from, images,
/// structured output, tools, prompts side by side. A cmdlet adds its API's own request.
/// </summary>
/// <typeparam name="TRequest">The API's request.</typeparam>
/// <typeparam name="TAnswer">The API's whole answer.</typeparam>
/// <typeparam name="TDelta">A piece of a streamed answer.</typeparam>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta> : WhataiTextCommand<TAnswer, TDelta>
    where TRequest : ModelRequest
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    private AnswerFormat? _format;
    private ToolLoop? _tools;
    private OrderedTaskQueue<TRequest, TAnswer> _calls = null!;
    private BulkProgress _progress = null!;
    private BulkRun _run = null!;
    private JournaledCalls<TRequest, TAnswer>? _journal;
    private bool _asked;
    private string? _toolChoice;

    /// <summary>A request with what the API alone has; the rest is added to it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation.</param>
    private protected abstract TRequest CreateRequest(string model, IReadOnlyList<ChatMessage> messages);

    /// <summary>The API.</summary>
    private protected abstract ConversationClient<TRequest, TAnswer, TDelta> Api { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!MyInvocation.ExpectingInput && Message is null && InputObject is null && History is null)
        {
            ThrowTerminatingError(WhataiErrors.MessageMissing(null, MyInvocation.MyCommand.Name));
        }

        BeginInput();
        _format = Schema is not null
            ? ConvertArgument(() => AnswerFormat.FromSchema(Schema, MyInvocation.BoundParameters.ContainsKey(nameof(SchemaName)) ? SchemaName : null, GetUnresolvedProviderPathFromPSPath), Schema)
            : ResponseFormat == ChatResponseFormat.Json ? AnswerFormat.Json() : null;
        _tools = Tool is null ? null : ConvertArgument(CreateToolLoop, Tool);
        if (ToolChoice is not null && Tool is null && HostedTools.Count == 0)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ToolChoiceAlone), ToolChoice));
        }

        // A name goes out as the tool has it.
        _toolChoice = Whatai.Client.Conversations.ToolChoice.IsName(ToolChoice) ? _tools?.Tools.Find(ToolChoice!)?.Name ?? HostedTools.FirstOrDefault(IsChosen) ?? ToolChoice : ToolChoice;
        _calls = new OrderedTaskQueue<TRequest, TAnswer>(ThrottleLimit);
        _progress = new BulkProgress(MyInvocation.MyCommand.Name, ExpectedCount);
        _run = new BulkRun(_calls, _progress, Await, WriteProgress, WriteCompleted);
        OpenJournal(Journal, Durable);
        _journal = Kept is null ? null : new(Kept)
        {
            Write = request => Api.WriteRequest(request, CallOptions),
            Read = Api.ReadAnswer,
            IsUsable = answer => _format?.Fits(answer) != false,
        };
    }

    /// <summary>The model where none is given.</summary>
    private protected virtual string DefaultModel => Gateway.Model;

    /// <summary>How many answers a request asks for.</summary>
    private protected virtual int AnswerCount => 1;

    /// <summary>The tools of the gateway itself that are asked for, as -ToolChoice may name them.</summary>
    private protected virtual IReadOnlyList<string> HostedTools => [];

    /// <summary>The messages to send of a piped conversation; null where what was piped is none.</summary>
    private protected virtual IReadOnlyList<ChatMessage>? ReadConversation(PSObject? input)
    {
        if (ResponseIdTransformationAttribute.ReadContinued(input) is string id)
        {
            WriteWarning(SR.EarlierTurnsKept(id));
        }

        return ConversationReader.Read(input);
    }

    private protected override bool HasToolFees => HostedTools.Count > 0;

    /// <summary>Answers a request in another way than by the model; false where the model is to be asked.</summary>
    private protected virtual bool IsAnswered(TRequest request) => false;

    private void Ask(string? prompt, IReadOnlyList<ChatMessage> messages, object? input)
    {
        _asked = true;
        TRequest request = CreateRequest(Model ?? DefaultModel, messages) with
        {
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaxTokens,
            ResponseFormat = _format?.Wanted,
            Tools = _tools?.Tools.ToFunctionTools(),
            ToolChoice = _toolChoice,
            Input = PSValue.Unwrap(input),
        };
        if (IsAnswered(request))
        {
            return;
        }

        // What the journal has was paid for already: nothing is sent for it, and nobody is asked.
        string? key = _journal?.Key(request);
        TAnswer? kept = key is null ? null : _journal!.Find(key, request);
        if (key is not null && kept is null && _journal!.IsUnknown(key) && !MayAskAgain(OnUnknown, request.Input))
        {
            return;
        }

        if (kept is null && !ShouldSend(request, prompt ?? request.Input?.ToString() ?? string.Empty))
        {
            return;
        }

        BeginCall();
        if (_tools is not null)
        {
            WriteErrorOnFailure(request.Input, request.Model, () => AskWithTools(_tools, request));
        }
        else if (Stream || Live)
        {
            WriteErrorOnFailure(request.Input, request.Model, () => Finish(AskOnce(request)));
        }
        else
        {
            RequireTime();
            _calls.Add(request, kept is not null ? Task.FromResult(kept) : key is null ? CompleteAsync(request) : _journal!.AskAsync(key, request, CompleteAsync));
            _run.Continue();
        }
    }

    private bool ShouldSend(TRequest request, string text) => ImageOutput.IsRequested(request, CallOptions)
        ? ShouldProcess(request.Model, SR.MakeImages(AnswerCount, Shortened(text)))
        : ShouldAsk(request.Model, text, AnswerCount);

    private Task<TAnswer> CompleteAsync(TRequest request) => Api.CompleteAsync(request, CallOptions, StopToken);

    private TAnswer AskOnce(TRequest request)
    {
        TAnswer answer = Write(() => CompleteAsync(request), () => Api.StreamAsync(request, CallOptions, StopToken));
        return NoteUsage(request.Model, answer);
    }

    private void AskWithTools(ToolLoop tools, TRequest request)
    {
        try
        {
            TAnswer answer = tools.Run<TRequest, TAnswer>(request, AskOnce, out ErrorRecord? problem);
            if (problem is not null)
            {
                WriteError(problem);
                return;
            }

            Finish(answer);
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
            throw new ArgumentException(SR.ToolsOneByOne);
        }

        ToolSet tools = ToolSet.Create(this, Tool!);
        if (Whatai.Client.Conversations.ToolChoice.IsName(ToolChoice) && tools.Find(ToolChoice!) is null && !HostedTools.Any(IsChosen))
        {
            throw new ArgumentException(SR.NoSuchToolChoice(ToolChoice, string.Join(", ", tools.Definitions.Select(tool => tool.Name))));
        }

        if (ToolPolicy == ToolPolicy.None)
        {
            return new ToolLoop(tools, null, MaxToolRounds);
        }

        tools.EnsureRunnable();
        return new ToolLoop(tools, new ToolRunner(this, tools, ToolPolicy, StopToken) { MaxCalls = MaxToolCalls, Paths = new ProviderPaths(this, ToolProvider) }, MaxToolRounds);
    }

    private void WriteCompleted()
    {
        WriteJournalProblem();
        foreach ((TRequest request, Task<TAnswer> task) in _calls.DequeueCompleted())
        {
            bool isAnswered = false;
            WriteErrorOnFailure(request.Input, request.Model, () =>
            {
                TAnswer answer = NoteUsage(request.Model, Await(task));
                isAnswered = true;
                if (answer.Attempts == 0)
                {
                    _progress.Found();
                }
                else
                {
                    _progress.Done(answer.Usage, cost: answer.Cost);
                }

                Finish(answer);
            });
            if (!isAnswered)
            {
                _progress.Failed();
            }
        }
    }

    private void Finish(TAnswer answer)
    {
        if (_format?.Check(ref answer) is ErrorRecord problem)
        {
            WriteError(problem);
            return;
        }

        WriteAnswer(answer);
    }

    private bool IsChosen(string tool) => tool.Equals(ToolChoice, StringComparison.OrdinalIgnoreCase);
}
