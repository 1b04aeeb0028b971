using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <summary>
/// Invoke-WhataiChat: asks a model. Piped text is one prompt a line; with a message given, piped objects are the context
/// of one request, and a piped answer is the conversation to go on with.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiChat", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[Alias("whatai")]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed partial class InvokeWhataiChatCommand : WhataiSampledConversationCommand<ChatRequest, ChatCompletion, ChatDelta>
{
    private IReadOnlyDictionary<string, int>? _biases;
    private ChatWebSearch? _webSearch;

    /// <summary>The longest answer with its reasoning, in tokens, as newer models want it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; set; }

    /// <summary>How much to think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    [ValidateNotNullOrEmpty]
    public string? ReasoningEffort { get; set; }

    /// <summary>How much to write.</summary>
    [Parameter]
    [ValidateSet("low", "medium", "high")]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    public string? TextVerbosity { get; set; }

    /// <summary>A hashed id of the end user, of at most 64 characters, for the gateway's abuse control; newer than -User.</summary>
    [Parameter]
    [ValidateLength(1, 64)]
    public string? SafetyIdentifier { get; set; }

    /// <summary>What requests have in common that begin alike, so that the server finds the beginning in its cache.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PromptCacheKey { get; set; }

    /// <summary>How fast and how dear: auto, default, flex, priority, or what else the gateway knows.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServiceTierCompleter))]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    [ValidateNotNullOrEmpty]
    public string? ServiceTier { get; set; }

    /// <summary>Lets a model that can search the web do so.</summary>
    [Parameter]
    public SwitchParameter WebSearch { get; set; }

    /// <summary>How much of what it finds the model reads.</summary>
    [Parameter]
    [ValidateSet("low", "medium", "high")]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    public string? WebSearchContextSize { get; set; }

    /// <summary>Where the user is: a country's code such as DE, or a table with Country, Region, City and Timezone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? WebSearchLocation { get; set; }

    /// <summary>Text that most of the answer is expected to be, such as a file that is to be changed a little: it comes faster then.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? Prediction { get; set; }

    /// <summary>Token ids and their bias, −100 to 100.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? LogitBias { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (WebSearch || WebSearchContextSize is not null || WebSearchLocation is not null)
        {
            _webSearch = new ChatWebSearch
            {
                ContextSize = WebSearchContextSize,
                Location = WebSearchLocation is null ? null : ConvertArgument(() => SearchLocationConversion.ToLocation(WebSearchLocation), WebSearchLocation),
            };
        }

        _biases = LogitBias is null ? null : ConvertArgument(() => LogitBiasConversion.ToBiases(LogitBias), LogitBias);
    }

    private protected override bool HasToolFees => _webSearch is not null || base.HasToolFees;

    private protected override ChatRequest CreateRequest(string model, IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = model,
        Messages = messages,
        Count = Count,
        Stop = Stop,
        MaxCompletionTokens = MaxCompletionTokens,
        PresencePenalty = PresencePenalty,
        FrequencyPenalty = FrequencyPenalty,
        LogitBias = _biases,
        User = User,
        Seed = Seed,
        LogProbs = LogProbs,
        ReasoningEffort = ReasoningEffort,
        Verbosity = TextVerbosity,
        ServiceTier = ServiceTier,
        SafetyIdentifier = SafetyIdentifier,
        PromptCacheKey = PromptCacheKey,
        Voice = Voice ?? (IsSpoken ? "alloy" : null),
        AudioFormat = SoundFormat,
        WebSearch = _webSearch,
        Prediction = Prediction,
    };

    private protected override ConversationClient<ChatRequest, ChatCompletion, ChatDelta> Api => Gateway.Client.Chat;
}
