using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Media;

namespace WhataiPS.Commands;

/// <summary>What chat and Gemini have beyond responses: how to sample, videos, and spoken answers.</summary>
/// <inheritdoc cref="WhataiConversationCommand{TRequest, TAnswer, TDelta}"/>
public abstract partial class WhataiSampledConversationCommand<TRequest, TAnswer, TDelta> : WhataiConversationCommand<TRequest, TAnswer, TDelta>
    where TRequest : ModelRequest
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    /// <summary>Videos for the message, given as images are.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Video { get; set; }

    /// <summary>Sounds for the model to hear: paths with wildcards, files, data URIs or bytes.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Audio { get; set; }

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

    /// <summary>Asks for the same answer again, where the model can.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>0 to 20: how likely each token of the answer was, as the answer's LogProbs, with so many of the likeliest tokens of its place.</summary>
    [Parameter]
    [ValidateRange(0, 20)]
    public int? LogProbs { get; set; }

    private protected override int AnswerCount => Count ?? 1;

    private protected override object?[] MediaArguments => [.. base.MediaArguments, Video, Audio];

    private protected override bool TakesVideo => true;

    private protected override List<ChatContentPart> ReadMedia(MediaInput input, PSObject? row) =>
    [
        .. base.ReadMedia(input, row),
        .. input.ToParts(InputScript.Values(Video, "-Video", row), MediaKind.Video, detail: null),
        .. input.ToParts(InputScript.Values(Audio, "-Audio", row), MediaKind.Speech, detail: null),
    ];
}
