using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Invoke-WhataiMessage: asks a model through Claude's own API, with its signed thinking, its prompt cache and quotes from documents.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiMessage", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(MessageCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(MessageDelta), ParameterSetName = [StreamSet])]
[OutputType(typeof(MessageTokenCount), ParameterSetName = [WholeSet])]
public sealed class InvokeWhataiMessageCommand : WhataiConversationCommand<MessageRequest, MessageCompletion, MessageDelta>
{
    private MessageWebSearch? _webSearch;

    /// <summary>Texts that end the answer.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? Stop { get; set; }

    /// <summary>How many of the likeliest tokens to sample from.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? TopK { get; set; }

    /// <summary>How to think: adaptive leaves it to the model, enabled needs -ThinkingBudget, disabled does not think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ThinkingCompleter))]
    [KnownSpelling(typeof(InvokeWhataiMessageCommand))]
    [ValidateNotNullOrEmpty]
    public string? Thinking { get; set; }

    /// <summary>How many tokens to think at most, 1024 or more; 0 does not think. For models before Opus 4.7.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ThinkingBudget { get; set; }

    /// <summary>Whether the thinking is shown in summary as the answer's Reasoning, or omitted.</summary>
    [Parameter]
    [ValidateSet("summarized", "omitted")]
    [KnownSpelling(typeof(InvokeWhataiMessageCommand))]
    public string? ThinkingDisplay { get; set; }

    /// <summary>How much to spend on the answer, where the model can.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EffortCompleter))]
    [KnownSpelling(typeof(InvokeWhataiMessageCommand))]
    [ValidateNotNullOrEmpty]
    public string? Effort { get; set; }

    /// <summary>Keeps the tools and the system message in the prompt cache, so that the next call pays less for them.</summary>
    [Parameter]
    public SwitchParameter CacheSystem { get; set; }

    /// <summary>Keeps the conversation in the prompt cache, so that the next turn pays less for it.</summary>
    [Parameter]
    public SwitchParameter CacheMessages { get; set; }

    /// <summary>How long the cache keeps it: 5m, the default, or 1h.</summary>
    [Parameter]
    [ValidateSet("5m", "1h")]
    [KnownSpelling(typeof(InvokeWhataiMessageCommand))]
    public string? CacheTtl { get; set; }

    /// <summary>Has the answer say where in the documents of -File its sentences come from: the answer's Citations.</summary>
    [Parameter]
    public SwitchParameter CiteDocuments { get; set; }

    /// <summary>Lets the model search the web.</summary>
    [Parameter]
    public SwitchParameter WebSearch { get; set; }

    /// <summary>How many searches there may be.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? WebSearchMaxUses { get; set; }

    /// <summary>The only hosts to find pages of, such as example.com.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? WebSearchDomain { get; set; }

    /// <summary>Hosts to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? WebSearchBlockedDomain { get; set; }

    /// <summary>Where the user is: a country's code such as DE, or a table with Country, Region, City and Timezone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? WebSearchLocation { get; set; }

    /// <summary>Whether the answer may use the capacity that was bought in advance: auto, the default, or standard_only. Relays leave it out.</summary>
    [Parameter]
    [ValidateSet("auto", "standard_only")]
    [KnownSpelling(typeof(InvokeWhataiMessageCommand))]
    public string? ServiceTier { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Gives the number of tokens that the input takes, by the gateway's estimate, and asks the model nothing. Free, where the gateway has it.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    public SwitchParameter CountTokens { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (WebSearchDomain is not null && WebSearchBlockedDomain is not null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.DomainsAllowedOrBlocked), WebSearchBlockedDomain));
        }

        if (CacheTtl is not null && !CacheSystem && !CacheMessages)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.CacheTtlAlone), CacheTtl));
        }

        if (WebSearch || WebSearchMaxUses is not null || WebSearchDomain is not null || WebSearchBlockedDomain is not null || WebSearchLocation is not null)
        {
            _webSearch = new MessageWebSearch
            {
                MaxUses = WebSearchMaxUses,
                AllowedDomains = WebSearchDomain,
                BlockedDomains = WebSearchBlockedDomain,
                Location = WebSearchLocation is null ? null : ConvertArgument(() => SearchLocationConversion.ToLocation(WebSearchLocation), WebSearchLocation),
            };
        }

        base.BeginProcessing();
    }

    // The chat model of the connection is seldom one of Claude's; this is the one that the API's documentation begins with.
    private protected override string DefaultModel => Gateway.Model.Contains("claude", StringComparison.OrdinalIgnoreCase) ? Gateway.Model : "claude-sonnet-4-5";

    private protected override IReadOnlyList<string> HostedTools => _webSearch is null ? [] : [MessageWebSearch.Name];

    private protected override bool IsAnswered(MessageRequest request)
    {
        if (CountTokens && TryBeginItem(() => Api.WriteRequest(request, CallOptions), out _))
        {
            WriteErrorOnFailure(request.Input, request.Model, () => WriteObject(Await(Gateway.Client.Messages.CountTokensAsync(request, CallOptions, StopToken))));
        }

        return CountTokens;
    }

    private protected override MessageRequest CreateRequest(string model, IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = model,
        Messages = messages,
        Stop = Stop,
        TopK = TopK,
        Thinking = Thinking,
        ThinkingBudget = ThinkingBudget,
        ThinkingDisplay = ThinkingDisplay,
        Effort = Effort,
        CacheSystem = CacheSystem,
        CacheMessages = CacheMessages,
        CacheTtl = CacheTtl,
        CiteDocuments = CiteDocuments,
        WebSearch = _webSearch,
        ServiceTier = ServiceTier,
        User = User,
    };

    private protected override ConversationClient<MessageRequest, MessageCompletion, MessageDelta> Api => Gateway.Client.Messages;
}
