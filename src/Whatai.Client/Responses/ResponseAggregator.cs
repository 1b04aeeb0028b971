using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Responses;

/// <summary>
/// Tells what is new in each event of a stream, and keeps what came: the last event repeats the whole response, but relays trim it.
/// </summary>
internal sealed partial class ResponseAggregator
{
    private readonly OutputItems _items = new();
    private string? _head;
    private bool _hasText;
    private bool _hasReasoning;
    private bool _hasRefusal;
    private bool _hasCalls;
    private bool _hasAnnotations;
    private bool _hasLogProbs;

    // The end of the reasoning so far; the next part stands apart from it.
    private OutputPart? _lastReasoning;

    /// <summary>Takes an event.</summary>
    /// <returns>What is new in it for the reader; null where nothing is. Unknown events have nothing.</returns>
    public ResponseDelta? Add(ResponseEvent piece)
    {
        switch (piece.Type)
        {
            case "response.output_text.delta":
                _hasLogProbs |= AddToPart(piece, "logprobs", piece.LogProbsAt);
                return Grow(piece, PartKind.Text, piece.Delta);
            case "response.output_text.done":
                return Complete(piece, PartKind.Text);
            case "response.output_text.annotation.added" or "response.output_text_annotation.added":
                _hasAnnotations |= AddToPart(piece, "annotations", piece.AnnotationAt, isItem: true);
                return null;
            case "response.content_part.done":
                CompletePart(piece);
                return null;
            case "response.reasoning_text.delta" or "response.reasoning.delta":
                return Grow(piece, PartKind.Reasoning, piece.Delta);
            case "response.reasoning_text.done" or "response.reasoning.done":
                return Complete(piece, PartKind.Reasoning);
            case "response.reasoning_summary_text.delta" or "response.reasoning_summary.delta":
                return Grow(piece, PartKind.Summary, piece.Delta);
            case "response.reasoning_summary_text.done" or "response.reasoning_summary.done":
                return Complete(piece, PartKind.Summary);
            case "response.refusal.delta":
                return Grow(piece, PartKind.Refusal, piece.Delta);
            case "response.refusal.done":
                return Complete(piece, PartKind.Refusal);
            case "response.function_call_arguments.delta":
                return Grow(piece, PartKind.Arguments, piece.Delta);
            case "response.function_call_arguments.done":
                return Complete(piece, PartKind.Arguments);
            case "response.output_item.added":
                return Begin(piece);
            case "response.output_item.done":
                return End(piece);
            case "response.web_search_call.in_progress" or "response.web_search_call.searching":
                return BeginSearch(piece, new WebSearchCall { Id = piece.ItemId, Status = "in_progress" });
            case "response.image_generation_call.partial_image":
                return piece.PartialImage is { Length: > 0 } image
                    ? Delta(piece, image: ImageFinder.Create(OutputReader.ImageAddress(image, piece.OutputFormat)))
                    : null;
            case "response.created" or "response.queued" or "response.in_progress":
                _head = piece.Response ?? _head;
                return null;
            default:
                return null;
        }
    }

    /// <summary>What the whole answer has of which the stream brought nothing: all of it, where the gateway did not stream.</summary>
    /// <returns>Null where nothing is left.</returns>
    public ResponseDelta? Rest(ResponseCompletion whole)
    {
        var rest = new ResponseDelta
        {
            Type = "response.output_item.done",
            Text = _hasText ? string.Empty : whole.Text,
            Reasoning = _hasReasoning ? null : whole.Reasoning,
            Refusal = _hasRefusal ? null : whole.Refusal,
            ToolCalls = _hasCalls ? null : whole.ToolCalls,
        };
        return rest.Text.Length > 0 || rest.Reasoning is not null || rest.Refusal is not null || rest.ToolCalls is not null ? rest : null;
    }

    // What was held back is told when the part is done.
    private ResponseDelta? Complete(ResponseEvent piece, PartKind kind)
    {
        OutputPart part = _items.Get(piece).Part(kind, piece.PartIndex);
        string? missing = part.Text.Length == 0 ? piece.Whole : null;
        if (kind != PartKind.Text)
        {
            return Grow(piece, kind, missing);
        }

        part.Text.Append(missing);
        return Told(piece, part, part.Splitter.PushLast(missing ?? string.Empty));
    }

    // Adds a list, or an item of one.
    private bool AddToPart(ResponseEvent piece, string name, (int Start, int Length) at, bool isItem = false)
    {
        if (at.Length == 0)
        {
            return false;
        }

        string json = Encoding.UTF8.GetString(piece.Raw, at.Start, at.Length);
        using var document = JsonDocument.Parse(isItem ? $"[{json}]" : json);
        _items.Get(piece).Part(PartKind.Text, piece.PartIndex).More.AddMember(name, document.RootElement);
        return true;
    }

    // It has what no event told before.
    private void CompletePart(ResponseEvent piece)
    {
        if (piece.PartAt.Length == 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(piece.Raw, piece.PartAt.Start, piece.PartAt.Length));
        if (LenientJson.Text(document.RootElement, "type") is not "output_text")
        {
            return;
        }

        OutputPart part = _items.Get(piece).Part(PartKind.Text, piece.PartIndex);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name is not ("type" or "text") && part.More.Member(member.Name) is null)
            {
                part.More.AddMember(member.Name, member.Value);
                _hasAnnotations |= member.Name == "annotations" && member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0;
            }
        }
    }

    private ResponseDelta? Grow(ResponseEvent piece, PartKind kind, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        OutputItem item = _items.Get(piece);
        OutputPart part = item.Part(kind, piece.PartIndex);
        text = part.Add(text!);
        if (text.Length == 0)
        {
            return null;
        }

        switch (kind)
        {
            case PartKind.Text:
                return Told(piece, part, part.Splitter.Push(text));
            case PartKind.Refusal:
                _hasRefusal = true;
                return Delta(piece, refusal: text);
            case PartKind.Arguments:
                _hasCalls = true;
                return Delta(piece, call: new ChatToolCall(string.Empty, string.Empty, text));
            case PartKind.Summary when item.Has(PartKind.Reasoning):
                // It repeats in short what was shown in full.
                return null;
            default:
                return Delta(piece, reasoning: Apart(part) + text);
        }
    }

    // Gateways leave the thoughts of some models within the text.
    private ResponseDelta? Told(ResponseEvent piece, OutputPart part, (string Text, string? Reasoning) news)
    {
        _hasText |= news.Text.Length > 0;
        return news.Text.Length == 0 && news.Reasoning is null ? null
            : Delta(piece, news.Text, news.Reasoning is null ? null : Apart(part) + news.Reasoning);
    }

    private string Apart(OutputPart part)
    {
        string between = _hasReasoning && part != _lastReasoning ? OutputReader.BlankLine : string.Empty;
        _hasReasoning = true;
        _lastReasoning = part;
        return between;
    }

    private ResponseDelta? Begin(ResponseEvent piece)
    {
        using JsonDocument? document = Keep(piece, isDone: false);
        return document is null ? null : LenientJson.Text(document.RootElement, "type") switch
        {
            "function_call" => TellCall(piece, document.RootElement),
            "web_search_call" => BeginSearch(piece, HostedCalls.ReadSearch(document.RootElement)),
            _ => null,
        };
    }

    private ResponseDelta? End(ResponseEvent piece)
    {
        using JsonDocument? document = Keep(piece, isDone: true);
        if (document is null)
        {
            return null;
        }

        OutputItem item = _items.Get(piece);
        return LenientJson.Text(document.RootElement, "type") is not "function_call"
            ? HostedCalls.Tell(Delta(piece), document.RootElement) ?? TellRest(piece, item, document.RootElement)
            : item.IsTold ? null : TellCall(piece, document.RootElement);
    }

    // A gateway may bring an item as a whole, without pieces.
    private ResponseDelta? TellRest(ResponseEvent piece, OutputItem item, JsonElement whole)
    {
        var output = new OutputReader();
        output.Add(whole);
        ChatMessage message = output.ToMessage(null);
        string text = item.Has(PartKind.Text) ? string.Empty : message.Content ?? string.Empty;
        string? refusal = item.Has(PartKind.Refusal) ? null : message.Refusal;
        string? reasoning = item.Has(PartKind.Text) || item.Has(PartKind.Reasoning) || item.Has(PartKind.Summary) ? null : message.Reasoning;
        if (text.Length == 0 && refusal is null && reasoning is null)
        {
            return null;
        }

        _hasText |= text.Length > 0;
        _hasRefusal |= refusal is not null;
        item.Part(PartKind.Text, 0).Text.Append(text);
        item.Part(PartKind.Refusal, 0).Text.Append(refusal);
        OutputPart thoughts = item.Part(PartKind.Reasoning, 0);
        thoughts.Text.Append(reasoning);
        return Delta(piece, text, reasoning is null ? null : Apart(thoughts) + reasoning, refusal);
    }

    // Id and name come late where the gateway did not say that the call begins.
    private ResponseDelta TellCall(ResponseEvent piece, JsonElement item)
    {
        ChatToolCall call = OutputReader.ReadCall(item);
        OutputItem kept = _items.Get(piece);
        OutputPart arguments = kept.Part(PartKind.Arguments, 0);
        if (arguments.Text.Length > 0)
        {
            call = call with { Arguments = string.Empty };
        }

        arguments.Text.Append(call.Arguments);
        _hasCalls = kept.IsTold = true;
        return Delta(piece, call: call);
    }

    private ResponseDelta? BeginSearch(ResponseEvent piece, WebSearchCall search)
    {
        OutputItem item = _items.Get(piece);
        if (item.IsTold)
        {
            return null;
        }

        item.IsTold = true;
        return Delta(piece, search: search);
    }

    private JsonDocument? Keep(ResponseEvent piece, bool isDone)
    {
        if (piece.Item is not string json)
        {
            return null;
        }

        var document = JsonDocument.Parse(json);
        _items.Keep(piece, document.RootElement, isDone);
        return document;
    }

    private static ResponseDelta Delta(
        ResponseEvent piece,
        string text = "",
        string? reasoning = null,
        string? refusal = null,
        ChatToolCall? call = null,
        WebSearchCall? search = null,
        WhataiImage? image = null) => new()
        {
            Type = piece.Type ?? string.Empty,
            OutputIndex = piece.OutputIndex,
            ItemId = piece.ItemId,
            Text = text,
            Reasoning = reasoning,
            Refusal = refusal,
            ToolCalls = call is null ? null : new[] { call },
            WebSearch = search,
            Image = image,
            Raw = piece.Raw,
        };
}
