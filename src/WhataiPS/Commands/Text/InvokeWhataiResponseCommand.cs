using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Tools;

namespace WhataiPS.Commands;

/// <summary>
/// Invoke-WhataiResponse: asks a model through the Responses API. A piped answer goes on by its messages; one that itself went on
/// from a response that the server keeps goes on by its id.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiResponse", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(ResponseCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ResponseDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiResponseCommand : WhataiConversationCommand<ResponseRequest, ResponseCompletion, ResponseDelta>
{
    private WebSearch? _webSearch;
    private JsonElement[]? _builtInTools;
    private string? _pipedId;

    /// <summary>The response to go on from, or its id. The server must have kept it; only the new messages are sent.</summary>
    [Parameter]
    [ResponseIdTransformation]
    [AllowNull]
    [AllowEmptyString]
    public string? PreviousResponse { get; set; }

    /// <summary>How much to think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    [ValidateNotNullOrEmpty]
    public string? ReasoningEffort { get; set; }

    /// <summary>Shows a summary of the thinking as the answer's Reasoning.</summary>
    [Parameter]
    [ValidateSet("auto", "concise", "detailed")]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    public string? ReasoningSummary { get; set; }

    /// <summary>How much to write.</summary>
    [Parameter]
    [ValidateSet("low", "medium", "high")]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    public string? TextVerbosity { get; set; }

    /// <summary>Lets the model search the web.</summary>
    [Parameter]
    public SwitchParameter WebSearch { get; set; }

    /// <summary>How much of what it finds the model reads.</summary>
    [Parameter]
    [ValidateSet("low", "medium", "high")]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    public string? WebSearchContextSize { get; set; }

    /// <summary>Where the user is: a country's code such as DE, or a table with Country, Region, City and Timezone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? WebSearchLocation { get; set; }

    /// <summary>Lets the model make images; they are the answer's Images.</summary>
    [Parameter]
    public SwitchParameter ImageGeneration { get; set; }

    /// <summary>Further tools of the server: code_interpreter, or tables as the wire has them, such as @{ type = 'file_search'; vector_store_ids = @('vs_1') }.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BuiltInToolCompleter))]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    [ValidateNotNullOrEmpty]
    public object[]? BuiltInTool { get; set; }

    /// <summary>How many searches and other hosted calls there may be in all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxBuiltInToolCalls { get; set; }

    /// <summary>0 to 20: how likely each token of the answer was, as the answer's LogProbs, with so many of the likeliest tokens of its place.</summary>
    [Parameter]
    [ValidateRange(0, 20)]
    public int? LogProbs { get; set; }

    /// <summary>Whether the server keeps the response so that -PreviousResponse can go on from it; its own default is to keep it.</summary>
    [Parameter]
    public bool? Store { get; set; }

    /// <summary>Has the server make the answer in the background, and asks for it until it is there. Ctrl+C ends the waiting alone: Wait-WhataiResponse gets it.</summary>
    [Parameter]
    public SwitchParameter Background { get; set; }

    /// <summary>auto drops the beginning of a conversation that is too long, disabled fails.</summary>
    [Parameter]
    [ValidateSet("auto", "disabled")]
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    public string? Truncation { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

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
    [KnownSpelling(typeof(InvokeWhataiResponseCommand))]
    [ValidateNotNullOrEmpty]
    public string? ServiceTier { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (WebSearch || WebSearchContextSize is not null || WebSearchLocation is not null)
        {
            _webSearch = new WebSearch
            {
                ContextSize = WebSearchContextSize,
                Location = WebSearchLocation is null ? null : ConvertArgument(() => SearchLocationConversion.ToLocation(WebSearchLocation), WebSearchLocation),
            };
        }

        if (Continue && !string.IsNullOrEmpty(PreviousResponse))
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ContinueWithOther), PreviousResponse));
        }

        _builtInTools = BuiltInTool is null ? null : ConvertArgument(() => BuiltInToolConversion.ToTools(BuiltInTool), BuiltInTool);
        base.BeginProcessing();
        PreviousResponse = Continue ? _pipedId : PreviousResponse;
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (!string.IsNullOrEmpty(PreviousResponse) && ConversationReader.Read(InputObject) is not null)
        {
            WriteError(WhataiErrors.InvalidArgument(new ArgumentException(SR.TwoConversations), InputObject));
            return;
        }

        base.ProcessInput();
    }

    private protected override IReadOnlyList<string> HostedTools =>
    [
        .. _webSearch is null ? (IEnumerable<string>)[] : [_webSearch.Type],
        .. ImageGeneration ? (IEnumerable<string>)["image_generation"] : [],
        .. (_builtInTools ?? []).Select(static tool => tool.GetProperty("type").GetString()!),
    ];

    // It is needed unless the server is trusted by a word; a filter of names asks for the others.
    private protected override bool AsksForApproval => (_builtInTools ?? []).Any(static tool => tool.GetProperty("type").GetString() == "mcp"
        && !(tool.TryGetProperty("require_approval", out JsonElement needed) && needed.ValueKind == JsonValueKind.String && needed.GetString() == "never"));

    private protected override IEnumerable<McpToolCall> FindApprovals(ResponseCompletion answer) =>
        answer.McpApprovalRequests.Where(static request => !string.IsNullOrEmpty(request.Id)).Select(static request => new McpToolCall(request));

    private protected override IReadOnlyList<ChatMessage>? ReadConversation(PSObject? input)
    {
        _pipedId = ResponseIdTransformationAttribute.ReadContinued(input);
        return _pipedId is null ? ConversationReader.Read(input) : [];
    }

    private protected override ResponseRequest CreateRequest(string model, IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = model,
        Messages = messages,
        PreviousResponseId = _pipedId ?? (string.IsNullOrEmpty(PreviousResponse) ? null : PreviousResponse),
        ReasoningEffort = ReasoningEffort,
        ReasoningSummary = ReasoningSummary,
        Verbosity = TextVerbosity,
        WebSearch = _webSearch,
        ImageGeneration = ImageGeneration,
        BuiltInTools = _builtInTools,
        Background = Background,
        LogProbs = LogProbs,
        MaxToolCalls = MaxBuiltInToolCalls,
        Store = Store,
        Truncation = Truncation,
        User = User,
        ServiceTier = ServiceTier,
        SafetyIdentifier = SafetyIdentifier,
        PromptCacheKey = PromptCacheKey,
    };

    private protected override ConversationClient<ResponseRequest, ResponseCompletion, ResponseDelta> Api => Gateway.Client.Responses;

    /// <inheritdoc/>
    private protected override bool IsContinuedElsewhere(ResponseRequest request) => request.PreviousResponseId is not null;
}
