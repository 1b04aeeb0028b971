using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Schemas;
using WhataiPS.Sessions;
using WhataiPS.Terminal;
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
    private BulkCalls<TRequest, TAnswer> _calls = null!;
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
        BeginPrompt();
        if (!MyInvocation.ExpectingInput && Message is null && InputObject is null && History is null)
        {
            ThrowTerminatingError(WhataiErrors.MessageMissing(null, MyInvocation.MyCommand.Name));
        }

        BeginContinue();
        BeginInput();
        _format = Schema is not null
            ? ConvertArgument(() => AnswerFormat.FromSchema(Schema, MyInvocation.BoundParameters.ContainsKey(nameof(SchemaName)) ? SchemaName : null, GetUnresolvedProviderPathFromPSPath), Schema)
            : ResponseFormat == ChatResponseFormat.Json ? AnswerFormat.Json() : null;
        _tools = Tool is not null ? ConvertArgument(CreateToolLoop, Tool)
            : AsksForApproval && ToolPolicy != ToolPolicy.None ? ConvertArgument(CreateToolLoop, null)
            : null;
        if (ToolChoice is not null && Tool is null && HostedTools.Count == 0)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ToolChoiceAlone), ToolChoice));
        }

        // A name goes out as the tool has it.
        _toolChoice = Whatai.Client.Conversations.ToolChoice.IsName(ToolChoice) ? _tools?.Tools.Find(ToolChoice!)?.Name ?? HostedTools.FirstOrDefault(IsChosen) ?? ToolChoice : ToolChoice;
        BeginComparison(isOneByOne: _tools is not null);
        _calls = CreateCalls(Api, static request => (request.Model, request.Messages, request.Input), ShouldSend, Finish, answer => _format?.Fits(answer) != false, WorstOf);
    }

    /// <summary>The model where none is given, and no conversation goes on that was held with one.</summary>
    private protected virtual string DefaultModel => Gateway.Model;

    private protected sealed override string UsualModel => ContinuedModel ?? DefaultModel;

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

    /// <summary>Whether the gateway's own tools may wait for an approval.</summary>
    private protected virtual bool AsksForApproval => false;

    /// <summary>The calls of an answer that wait for an approval.</summary>
    private protected virtual IEnumerable<McpToolCall> FindApprovals(TAnswer answer) => [];

    private protected override bool HasToolFees => HostedTools.Count > 0;

    /// <summary>Answers a request in another way than by the model; false where the model is to be asked.</summary>
    private protected virtual bool IsAnswered(TRequest request) => false;

    private void Ask(IReadOnlyList<ChatMessage> messages, object? input)
    {
        _asked = true;
        foreach (string model in Models)
        {
            Ask(model, messages, input);
        }
    }

    private void Ask(string model, IReadOnlyList<ChatMessage> messages, object? input)
    {
        TRequest request = CreateRequest(model, messages) with
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

        if (_tools is null && !Stream && !Live)
        {
            _calls.Add(request);
        }
        else if (ShouldSend(request))
        {
            BeginCall();
            TAnswer? answer = null;
            WriteErrorOnFailure(request.Input, request.Model, () =>
            {
                try
                {
                    answer = _tools is not null ? AskWithTools(_tools, request) : AskOnce(request);
                }
                catch (CostLimitException)
                {
                    // The run says it once.
                }

                if (answer is not null)
                {
                    Finish(request, answer);
                }
            });
            if (answer is null)
            {
                _calls.CountFailed();
            }
            else
            {
                _calls.Count(answer, _format?.Fits(answer) != false);
            }
        }
    }

    private bool ShouldSend(TRequest request)
    {
        string Text() => request.Messages.Count > 0 && request.Messages[request.Messages.Count - 1] is { Role: ChatRole.User, Content: string content } ? content : request.Input?.ToString() ?? string.Empty;
        return ImageOutput.IsRequested(request, CallOptions)
            ? ShouldProcess(request.Model, () => SR.MakeImages(AnswerCount, TerminalText.Shortened(Text())))
            : ShouldAsk(request.Model, Text, AnswerCount, () => Estimate(
                request.Model,
                request.Messages.Sum(static message => (long)TokenEstimate.Of(message.Content ?? string.Empty) + (message.Parts?.Sum(static part => TokenEstimate.Of(part.Text ?? string.Empty)) ?? 0)),
                MaxTokens * AnswerCount));
    }

    private TAnswer AskOnce(TRequest request)
    {
        if (!HasLimit)
        {
            return AskNow(request);
        }

        decimal worst = WorstOf(request);
        // On the pipeline thread all of it, since the pieces are written meanwhile.
        return Reserve(worst, static () => false) ? Await(SettleAsync(worst, () => Task.FromResult(AskNow(request)), static answer => answer.Cost)) : throw new CostLimitException();
    }

    private TAnswer AskNow(TRequest request) => NoteUsage(request.Model, Write(() => CompleteAsync(Api, request), () => Api.StreamAsync(request, CallOptions, StopToken), request.Model));

    // No tokenizer has more tokens than bytes; what stands at an address, or at the gateway, is not in them.
    private decimal WorstOf(TRequest request)
    {
        if (IsContinuedElsewhere(request) || request.Messages.Any(static message => message.Parts?.Any(static part => part.Url?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true) == true))
        {
            ThrowTerminatingError(WhataiErrors.CostUnknown(request.Model));
        }

        return MostCostOf(request.Model, Api.WriteRequest(request, CallOptions).Length, request.MaxTokens * AnswerCount);
    }

    /// <summary>Whether a part of the request is at the gateway, and counts all the same.</summary>
    private protected virtual bool IsContinuedElsewhere(TRequest request) => false;

    // Null where it ended in an error that was written.
    private TAnswer? AskWithTools(ToolLoop tools, TRequest request)
    {
        try
        {
            TAnswer answer = tools.Run(request, AskOnce, FindApprovals, out ErrorRecord? problem);
            if (problem is null)
            {
                return answer;
            }

            WriteError(problem);
        }
        catch (ToolApprovalException ex)
        {
            WriteError(WhataiErrors.ToolNotApproved(ex, request.Input));
        }

        return null;
    }

    private ToolLoop CreateToolLoop()
    {
        if (ThrottleLimit > 1 || (Journal ?? Shard) is not null)
        {
            throw new ArgumentException(Tool is null ? SR.ApprovalsOneByOne : SR.ToolsOneByOne);
        }

        ToolSet tools = ToolSet.Create(this, Tool ?? []);
        if (Tool is not null && Whatai.Client.Conversations.ToolChoice.IsName(ToolChoice) && tools.Find(ToolChoice!) is null && !HostedTools.Any(IsChosen))
        {
            throw new ArgumentException(SR.NoSuchToolChoice(ToolChoice, string.Join(", ", tools.Definitions.Select(tool => tool.Name))));
        }

        if (ToolPolicy == ToolPolicy.None)
        {
            return new ToolLoop(tools, null, MaxToolRounds);
        }

        tools.EnsureRunnable();
        return new ToolLoop(tools, new ToolRunner(this, tools, ToolPolicy, StopToken, Live ? ShowCall : null) { MaxCalls = MaxToolCalls, Paths = new ProviderPaths(this, ToolProvider) }, MaxToolRounds);
    }

    /// <summary>Saves what the answer has to be saved, before it is written.</summary>
    private protected virtual TAnswer Save(TAnswer answer) => answer;

    private void Finish(TRequest request, TAnswer answer)
    {
        answer = Save(answer);
        if (IsComparison && answer.Model is null)
        {
            answer = answer with { Model = request.Model };
        }

        if (_format?.Check(ref answer) is ErrorRecord problem)
        {
            WriteError(problem);
            return;
        }

        Gateway.LastConversation = new LastConversation(answer, request.Model);
        WriteAnswer(answer);
    }

    private bool IsChosen(string tool) => tool.Equals(ToolChoice, StringComparison.OrdinalIgnoreCase);
}
