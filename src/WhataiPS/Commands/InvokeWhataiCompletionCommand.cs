using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Completions;

namespace WhataiPS.Commands;

/// <summary>Invoke-WhataiCompletion: has an instruct model go on with a text (the legacy completions API).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiCompletion", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiCompletionCommand : WhataiTextCommand
{
    // The chat model of the connection does not serve this API; this is the model of seed document 004.
    private const string DefaultModel = "gpt-3.5-turbo-instruct";

    /// <summary>The text to go on with. Several in one array go in one request; each piped one is a request.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Prompt { get; set; } = [];

    /// <summary>What comes after the answer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Suffix { get; set; }

    /// <summary>How many answers to make, of which the best are given; at least -Count.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, 128)]
    public int? BestOf { get; set; }

    /// <summary>Begins each answer with its prompt.</summary>
    [Parameter]
    public SwitchParameter Echo { get; set; }

    /// <summary>0 to 5: how many likely tokens to tell of for each token; they stand in RawJson.</summary>
    [Parameter]
    [ValidateRange(0, 5)]
    public int? LogProbs { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var request = new TextCompletionRequest
        {
            Model = Model ?? DefaultModel,
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
            LogitBias = Biases,
            User = User,
            Seed = Seed,
            Input = Prompt.Length == 1 ? Prompt[0] : Prompt,
        };
        Guard(request.Input, request.Model, () =>
        {
            ChatCompletion completion = Write(
                () => Gateway.Client.CompleteTextAsync(request, CallOptions, StopToken),
                () => Gateway.Client.StreamTextAsync(request, CallOptions, StopToken));
            NoteUsage(request.Model, completion);
            Give(completion);
        });
    }
}
