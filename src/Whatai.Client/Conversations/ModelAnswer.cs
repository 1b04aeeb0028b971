using System;
using System.Collections.Generic;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Conversations;

/// <summary>
/// What chat, responses and Gemini answers have in common, so that a script can change the API and keep the rest. A streamed
/// answer is put together to the same as a plain one.
/// </summary>
/// <remarks>
/// PowerShell lists members as reflection does, a derived type's first, in ConvertTo-Json, Export-Csv and Select-Object. So each API
/// overrides what a person looks at first, and its own members follow that.
/// </remarks>
public abstract record ModelAnswer
{
    private readonly IReadOnlyList<ChatToolCall>? _toolCalls;
    private readonly RawText? _rawJson;
    private readonly Cost? _cost;

    /// <summary>What the answer was made from: the piped object, else the message.</summary>
    public abstract object? Input { get; init; }

    /// <summary>The model that answered; gateways may name it otherwise than it was asked for.</summary>
    public abstract string? Model { get; init; }

    /// <summary>The first answer's text, to the byte as it came; empty where there is none.</summary>
    public virtual string Text => First?.Content ?? string.Empty;

    /// <summary>What the model thought before the first answer, where the gateway shows it.</summary>
    public virtual string? Reasoning => First?.Reasoning;

    /// <summary>Why the model declined, where it did so in this field.</summary>
    public virtual string? Refusal => First?.Refusal;

    /// <summary>The answer as an object, where a schema was asked for and met.</summary>
    public abstract object? Object { get; init; }

    /// <summary>The tools that the first answer calls, or those that were called on the way to it, with what came of them.</summary>
    public virtual IReadOnlyList<ChatToolCall>? ToolCalls
    {
        get => (_toolCalls ?? First?.ToolCalls) is IReadOnlyList<ChatToolCall> calls ? ItemList.Of(calls) : null;
        init => _toolCalls = value;
    }

    /// <summary>The first answer's finish reason.</summary>
    public virtual string? FinishReason => Choices.Count == 0 ? null : Choices[0].FinishReason;

    /// <summary>How likely the first answer's tokens were, in their order; empty where that was not asked for.</summary>
    public IReadOnlyList<TokenLogProb> LogProbs => Choices.Count == 0 ? ItemList.Of<TokenLogProb>([]) : Choices[0].LogProbs;

    /// <summary>The first answer's images, wherever the gateway put them.</summary>
    public IReadOnlyList<WhataiImage> Images => ItemList.Of(First?.Images ?? []);

    /// <summary>The sound of the first answer, where it is spoken.</summary>
    public ChatAudio? Audio => First?.Audio;

    /// <summary>The sources that the first answer names, in its order, or that the gateway lists; empty where there are none. Google's addresses are redirects that do not last.</summary>
    public IReadOnlyList<Citation> Citations { get; init => field = ItemList.Of(value); } = ItemList.Of<Citation>([]);

    /// <summary>What it took; null where the server did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it cost: as the gateway said, else by the prices that the caller knows. Null where it is not known.</summary>
    public Cost? Cost
    {
        get => _cost ?? Cost.Told(Usage);
        init => _cost = value;
    }

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often the request was sent, 1 where the first time was enough.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>When the answer was made, by the server's clock; null where it did not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The server's id of the answer.</summary>
    public string? Id { get; init; }

    /// <summary>The gateway's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>All answers, by index. At least one; a response has just one.</summary>
    public IReadOnlyList<ChatChoice> Choices { get; init => field = ItemList.Of(value); } = ItemList.Of<ChatChoice>([]);

    /// <summary>The conversation up to and including the first answer; send it on to continue.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init => field = ItemList.Of(value); } = ItemList.Of<ChatMessage>([]);

    /// <summary>The server's JSON. For a stream, the same shape put together from its pieces.</summary>
    public string RawJson
    {
        get => _rawJson?.ToString() ?? string.Empty;
        init => _rawJson = new RawText(value);
    }

    /// <summary>The same as it came, made to text when it is wanted.</summary>
    internal RawText? RawSource
    {
        get => _rawJson;
        init => _rawJson = value;
    }

    internal byte[] RawBytes
    {
        init => _rawJson = new RawText(value);
    }

    private ChatMessage? First => Choices.Count == 0 ? null : Choices[0].Message;

    /// <summary>The first answer's text.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => Text;
}
