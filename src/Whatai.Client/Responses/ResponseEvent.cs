using System;
using System.Text;
using Whatai.Client.Streaming;

namespace Whatai.Client.Responses;

/// <summary>
/// One event of a response's stream as it stands on the wire. One instance is filled again for each event. What only few events have
/// (items, parts, whole responses) is left as JSON, for whoever wants it.
/// </summary>
internal sealed class ResponseEvent : WireChunk
{
    /// <summary>The JSON's <c>type</c>, else the name on the <c>event:</c> line.</summary>
    public string? Type { get; set; }

    public string? ItemId { get; set; }

    /// <summary>The type of the event before.</summary>
    public string? LastType { get; set; }

    /// <summary>The item of the event before.</summary>
    public string? LastItemId { get; set; }

    /// <summary>The item of the output; null where the event says none.</summary>
    public int? OutputIndex { get; set; }

    /// <summary>The part of the item: <c>content_index</c> or <c>summary_index</c>.</summary>
    public int PartIndex { get; set; }

    /// <summary>A piece of text, of a refusal, of reasoning or of a call's arguments.</summary>
    public string? Delta { get; set; }

    /// <summary>The whole of it, when it is done: <c>text</c>, <c>refusal</c> or <c>arguments</c>.</summary>
    public string? Whole { get; set; }

    /// <summary>An image so far, in base64.</summary>
    public string? PartialImage { get; set; }

    public string? OutputFormat { get; set; }

    /// <summary>Where <c>item</c> stands in <see cref="WireChunk.Raw"/>.</summary>
    public (int Start, int Length) ItemAt { get; set; }

    /// <summary>Where <c>annotation</c> stands in <see cref="WireChunk.Raw"/>.</summary>
    public (int Start, int Length) AnnotationAt { get; set; }

    /// <summary>Where <c>logprobs</c> stands in <see cref="WireChunk.Raw"/>; nowhere where it is empty.</summary>
    public (int Start, int Length) LogProbsAt { get; set; }

    /// <summary>Where <c>part</c> stands in <see cref="WireChunk.Raw"/>.</summary>
    public (int Start, int Length) PartAt { get; set; }

    /// <summary>Where <c>response</c> stands in <see cref="WireChunk.Raw"/>.</summary>
    public (int Start, int Length) ResponseAt { get; set; }

    /// <summary>Where counts stand that some put beside the response.</summary>
    public (int Start, int Length) UsageAt { get; set; }

    /// <summary>Those counts as JSON; null where the event has none.</summary>
    public string? Usage => TextAt(UsageAt);

    /// <summary>The item as JSON; null where the event has none.</summary>
    public string? Item => TextAt(ItemAt);

    /// <summary>The response as JSON; null where the event has none.</summary>
    public string? Response => TextAt(ResponseAt);

    /// <summary>Whether its members are those of a whole response.</summary>
    public bool IsResponse { get; set; }

    /// <summary>Whether it is no event, but a whole response.</summary>
    public bool IsWhole => Type is null && (IsResponse || IsBody) && !IsMalformed && !IsEmpty;

    public override bool HasAnswer => IsResponse || Type?.StartsWith("response.", StringComparison.Ordinal) == true || Delta is not null || Item is not null || Response is not null;

    /// <summary>Whether the gateway reports an error. Other events may have such a member as well, and go on.</summary>
    public override bool IsError => Type is "error" or "response.error" || (Type is null && HasError && !IsResponse);

    /// <summary>Whether nothing follows, by the event's own word.</summary>
    public bool IsTerminal => Type is "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled" or "response.done";

    public override bool IsLast => IsDone || IsTerminal || IsWhole;

    // Most events of a stream repeat the type and the item of the one before; the reader sees to them.
    protected override void ClearMembers()
    {
        IsResponse = false;
        OutputIndex = null;
        PartIndex = 0;
        Delta = Whole = PartialImage = OutputFormat = null;
        ItemAt = ResponseAt = UsageAt = AnnotationAt = LogProbsAt = PartAt = default;
    }

    // Through text, so that bytes which are not UTF-8 cost no more than a character.
    private string? TextAt((int Start, int Length) at) => at.Length == 0 ? null : Encoding.UTF8.GetString(Raw, at.Start, at.Length);
}
