using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using Whatai.Client.Protocol;

namespace Whatai.Client.Responses;

/// <summary>
/// Tells what is new in each event of a stream, and keeps what came: the last event repeats the whole response, but relays trim it.
/// </summary>
internal sealed class ResponseAggregator
{
    private readonly SortedDictionary<int, OutputItem> _items = [];
    private string? _head;
    private bool _hasText;
    private bool _hasReasoning;
    private bool _hasRefusal;
    private bool _hasCalls;

    // Nearly every event belongs to the same item as the one before.
    private OutputItem? _last;

    // The end of the reasoning so far; the next part stands apart from it.
    private OutputPart? _lastReasoning;

    /// <summary>Takes an event.</summary>
    /// <returns>What is new in it for the reader; null where nothing is. Unknown events have nothing.</returns>
    public ResponseDelta? Add(ResponseEvent piece)
    {
        switch (piece.Type)
        {
            case "response.output_text.delta":
                return Grow(piece, PartKind.Text, piece.Delta);
            case "response.output_text.done":
                return Complete(piece, PartKind.Text);
            case "response.reasoning_text.delta":
                return Grow(piece, PartKind.Reasoning, piece.Delta);
            case "response.reasoning_text.done":
                return Complete(piece, PartKind.Reasoning);
            case "response.reasoning_summary_text.delta":
                return Grow(piece, PartKind.Summary, piece.Delta);
            case "response.reasoning_summary_text.done":
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

    /// <summary>The whole response as JSON, from the event that ends the stream: what it lacks comes from the events before.</summary>
    public string ToJson(ResponseEvent last)
    {
        string json = last.Response ?? _head ?? "{}";
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        string said = LenientJson.Text(root, "status") ?? string.Empty;
        string status = said is "" or "queued" or "in_progress" ? last.Type!.Substring("response.".Length) : said;
        bool lacksOutput = LacksWhatCame(root);
        string? usage = LacksUsage(root) ? last.Usage : null;
        if (status == said && !lacksOutput && usage is null)
        {
            return json;
        }

        return Encoding.UTF8.GetString(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in root.EnumerateObject())
            {
                if (property.Name != "status" && !(property.Name == "output" && lacksOutput) && !(property.Name == "usage" && usage is not null))
                {
                    writer.WritePropertyName(property.Name);
                    LenientJson.Write(writer, property.Value);
                }
            }

            writer.WriteString("status"u8, status);
            if (usage is not null)
            {
                writer.WritePropertyName("usage"u8);
                writer.WriteRawValue(usage);
            }

            if (lacksOutput)
            {
                writer.WriteStartArray("output"u8);
                foreach (OutputItem item in _items.Values)
                {
                    item.Write(writer, status);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }));
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

    private bool LacksWhatCame(JsonElement response)
    {
        var output = new OutputReader();
        bool any = output.AddAll(response);
        return (!any && _items.Count > 0)
            || (_hasText && output.Text.Length == 0)
            || (_hasCalls && output.ToolCalls.Count == 0)
            || (_hasRefusal && output.Refusal is null)
            || (_hasReasoning && output.Reasoning is null);
    }

    private static bool LacksUsage(JsonElement response) =>
        !response.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object
        || UsageReader.IsZero(UsageReader.Read(usage));

    private ResponseDelta? Complete(ResponseEvent piece, PartKind kind) =>
        Get(piece).Part(kind, piece.PartIndex).Text.Length == 0 ? Grow(piece, kind, piece.Whole) : null;

    private ResponseDelta? Grow(ResponseEvent piece, PartKind kind, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        OutputItem item = Get(piece);
        OutputPart part = item.Part(kind, piece.PartIndex);
        part.Text.Append(text);
        switch (kind)
        {
            case PartKind.Text:
                _hasText = true;
                return Delta(piece, text!);
            case PartKind.Refusal:
                _hasRefusal = true;
                return Delta(piece, refusal: text);
            case PartKind.Arguments:
                _hasCalls = true;
                return Delta(piece, call: new ChatToolCall(string.Empty, string.Empty, text!));
            case PartKind.Summary when item.Has(PartKind.Reasoning):
                // It repeats in short what was shown in full.
                return null;
            default:
                return Delta(piece, reasoning: Apart(part) + text);
        }
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
            "web_search_call" => BeginSearch(piece, OutputReader.ReadSearch(document.RootElement)),
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

        OutputItem item = Get(piece);
        switch (LenientJson.Text(document.RootElement, "type"))
        {
            case "function_call":
                return item.IsTold ? null : TellCall(piece, document.RootElement);
            case "web_search_call":
                return Delta(piece, search: OutputReader.ReadSearch(document.RootElement));
            default:
                return TellRest(piece, item, document.RootElement);
        }
    }

    // A gateway may bring an item as a whole, without pieces.
    private ResponseDelta? TellRest(ResponseEvent piece, OutputItem item, JsonElement whole)
    {
        var output = new OutputReader();
        output.Add(whole);
        string text = item.Has(PartKind.Text) ? string.Empty : output.Text;
        string? refusal = item.Has(PartKind.Refusal) ? null : output.Refusal;
        string? reasoning = item.Has(PartKind.Reasoning) || item.Has(PartKind.Summary) ? null : output.Reasoning;
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
        OutputItem kept = Get(piece);
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
        OutputItem item = Get(piece);
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

        JsonDocument document = JsonDocument.Parse(json);
        piece.ItemId ??= LenientJson.Text(document.RootElement, "id");
        OutputItem item = Get(piece);
        item.Json = json;
        item.IsDone = isDone;
        return document;
    }

    // By place; by id where the gateway leaves out the place.
    private OutputItem Get(ResponseEvent piece)
    {
        if (_last is not null && (piece.OutputIndex is int place ? _last.Index == place : piece.ItemId is null || _last.Id == piece.ItemId))
        {
            _last.Id ??= piece.ItemId;
            return _last;
        }

        int index = piece.OutputIndex
            ?? _items.Values.FirstOrDefault(item => item.Id == piece.ItemId)?.Index
            ?? (_items.Count == 0 ? 0 : _items.Keys.Last() + 1);
        if (!_items.TryGetValue(index, out OutputItem? found))
        {
            _items[index] = found = new OutputItem(index);
        }

        found.Id ??= piece.ItemId;
        return _last = found;
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
