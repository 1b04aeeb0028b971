using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Media;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <summary>Invoke-WhataiGemini: asks a model through Gemini's own API, with its thinking, its images and its thought signatures.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiGemini", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(GeminiCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(GeminiDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiGeminiCommand : WhataiSampledConversationCommand<GeminiRequest, GeminiCompletion, GeminiDelta>
{
    /// <summary>How many of the likeliest tokens to sample from.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? TopK { get; set; }

    /// <summary>How many tokens to think at most: 0 does not think, -1 leaves it to the model.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int? ThinkingBudget { get; set; }

    /// <summary>How much to think, for Gemini 3 and later.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ThinkingLevelCompleter))]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    [ValidateNotNullOrEmpty]
    public string? ThinkingLevel { get; set; }

    /// <summary>Shows what the model thinks as the answer's Reasoning.</summary>
    [Parameter]
    public SwitchParameter IncludeThoughts { get; set; }

    /// <summary>What to answer with: TEXT, IMAGE or both, or AUDIO.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ResponseModalityCompleter))]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    [ValidateNotNullOrEmpty]
    public string[]? ResponseModality { get; set; }

    /// <summary>The shape of images, such as 16:9.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AspectRatioCompleter))]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    [ValidatePattern("^\\d{1,2}:\\d{1,2}$")]
    public string? AspectRatio { get; set; }

    /// <summary>The size of images: 1K, 2K or 4K, where the model can.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageSizeCompleter))]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    [ValidateNotNullOrEmpty]
    public string? ImageSize { get; set; }

    /// <summary>How finely images, videos and documents are read; finer takes more tokens.</summary>
    [Parameter]
    [ValidateSet("low", "medium", "high")]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    public string? MediaResolution { get; set; }

    /// <summary>Lets the model read the pages whose addresses the prompt names.</summary>
    [Parameter]
    public SwitchParameter UrlContext { get; set; }

    /// <summary>Lets the model search the web with Google.</summary>
    [Parameter]
    public SwitchParameter GoogleSearch { get; set; }

    /// <summary>Lets the model write code that the server runs; the answer's CodeExecutions have it.</summary>
    [Parameter]
    public SwitchParameter CodeExecution { get; set; }

    /// <summary>The voice of a spoken answer: the answer's Audio has the sound.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GeminiVoiceCompleter))]
    [KnownSpelling(typeof(InvokeWhataiGeminiCommand))]
    [ValidateNotNullOrEmpty]
    public string? Voice { get; set; }

    private protected override bool IsSpoken => base.IsSpoken || Voice is not null || Asks("AUDIO");

    // The chat model of the connection is seldom one of Gemini's; these are the models of seed document 004.
    private protected override string DefaultModel =>
        Gateway.Model.Contains("gemini", StringComparison.OrdinalIgnoreCase) ? Gateway.Model
        : IsSpoken ? "gemini-2.5-flash-preview-tts"
        : Asks("IMAGE") ? "gemini-2.5-flash-image"
        : "gemini-2.5-pro";

    private protected override string? ContinuedModel => ResponseModality is null && !IsSpoken ? base.ContinuedModel : null;

    // The API takes the bytes of images, not addresses of just any host.
    private protected override ChatContentPart PrepareImage(ChatContentPart image) =>
        image.Type != ChatContentPart.ImageUrlType || IsWhatIf || image.Url!.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? image : image with { Url = Fetch(image.Url) };

    private protected override GeminiRequest CreateRequest(string model, IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = model,
        Messages = messages,
        Count = Count,
        Stop = Stop,
        PresencePenalty = PresencePenalty,
        FrequencyPenalty = FrequencyPenalty,
        Seed = Seed,
        LogProbs = LogProbs,
        TopK = TopK,
        ThinkingBudget = ThinkingBudget,
        ThinkingLevel = ThinkingLevel,
        IncludeThoughts = IncludeThoughts ? true : null,
        ResponseModalities = ResponseModality,
        AspectRatio = AspectRatio,
        ImageSize = ImageSize,
        MediaResolution = MediaResolution,
        UrlContext = UrlContext,
        GoogleSearch = GoogleSearch,
        CodeExecution = CodeExecution,
        Voice = Voice ?? (OutFile is null ? null : "Kore"),
    };

    private protected override ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> Api => Gateway.Client.Gemini;

    private bool Asks(string modality) => ResponseModality?.Any(one => one.Equals(modality, StringComparison.OrdinalIgnoreCase)) == true;

    private string Fetch(string address)
    {
        byte[] image = Await(Gateway.Client.Images.GetBytesAsync(new WhataiImage { Url = new Uri(address) }, CallOptions, StopToken));
        return $"data:{MediaTypes.Detect(image)};base64,{Convert.ToBase64String(image)}";
    }
}
