using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <summary>Invoke-WhataiCompletion: has an instruct model go on with a text (the legacy completions API).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiCompletion", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiCompletionCommand : WhataiTextCommand<ChatCompletion, ChatDelta>
{
    private IReadOnlyDictionary<string, int>? _biases;
    private BulkCalls<TextCompletionRequest, ChatCompletion> _calls = null!;

    /// <summary>The text to go on with. Several in one array go in one request; each piped one is a request.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Prompt { get; set; } = [];

    /// <summary>What comes after the answer.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? Suffix { get; set; }

    /// <summary>How many answers to make, of which the best are given; at least -Count.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, 128)]
    public int? BestOf { get; set; }

    /// <summary>Begins each answer with its prompt.</summary>
    [Parameter]
    public SwitchParameter Echo { get; set; }

    /// <summary>0 to 5: how likely each token of the answer was, as the answer's LogProbs, with so many of the likeliest tokens of its place.</summary>
    [Parameter]
    [ValidateRange(0, 5)]
    public int? LogProbs { get; set; }

    /// <summary>How many answers to give.</summary>
    [Parameter]
    [Alias("N")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateCount(1, 4)]
    [ValidateNotNullOrEmpty]
    public string[]? Stop { get; set; }

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

    // The chat model of the connection does not serve this API; this is the model of seed document 004.
    private protected override string UsualModel => "gpt-3.5-turbo-instruct";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _biases = LogitBias is null ? null : ConvertArgument(() => LogitBiasConversion.ToBiases(LogitBias), LogitBias);
        BeginComparison(isOneByOne: false);
        _calls = CreateCalls(Gateway.Client.Completions, static request => (request.Model, [], request.Input), ShouldAsk, (_, answer) => WriteAnswer(answer), static _ => true);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (string model in Models)
        {
            Ask(model);
        }
    }

    private void Ask(string model)
    {
        var request = new TextCompletionRequest
        {
            Model = model,
            Prompts = Prompt,
            Suffix = Suffix,
            MaxTokens = MaxTokens,
            Temperature = Temperature,
            TopP = TopP,
            Count = Count,
            BestOf = BestOf,
            Echo = Echo ? true : null,
            LogProbs = LogProbs,
            Stop = Stop,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            LogitBias = _biases,
            User = User,
            Seed = Seed,
            Input = PipelineInput.Of(this, Prompt.Length == 1 ? Prompt[0] : Prompt),
        };
        if (!Stream && !Live)
        {
            _calls.Add(request);
        }
        else if (ShouldAsk(request))
        {
            BeginCall();
            WriteErrorOnFailure(request.Input, request.Model, () =>
            {
                ChatCompletion answer = Write(
                    () => Gateway.Client.Completions.CompleteAsync(request, CallOptions, StopToken),
                    () => Gateway.Client.Completions.StreamAsync(request, CallOptions, StopToken),
                    request.Model);
                WriteAnswer(NoteUsage(request.Model, answer));
            });
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput() => _calls.Complete();

    private bool ShouldAsk(TextCompletionRequest request) => ShouldAsk(request.Model, () => string.Join("\n", request.Prompts), request.Prompts.Count * (request.Count ?? 1));
}
