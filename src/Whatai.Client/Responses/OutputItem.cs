using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>An item of a streamed output as far as it has come.</summary>
internal sealed class OutputItem(int index)
{
    private readonly List<OutputPart> _parts = [];

    // Nearly every event belongs to the same part as the one before.
    private OutputPart? _last;

    public int Index { get; } = index;

    public string? Id { get; set; }

    /// <summary>The id of the call that the item is; null where it is none, or has none.</summary>
    public string? CallId { get; set; }

    /// <summary>The item as an event brought it whole: bare when it began, complete when it is done.</summary>
    public string? Json { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Whether readers have heard of the call or search that the item is.</summary>
    public bool IsTold { get; set; }

    public OutputPart Part(PartKind kind, int number)
    {
        if (_last is not null && _last.Kind == kind && _last.Number == number)
        {
            return _last;
        }

        _last = _parts.Find(part => part.Kind == kind && part.Number == number);
        if (_last is null)
        {
            _parts.Add(_last = new OutputPart(kind, number));
        }

        return _last;
    }

    public bool Has(PartKind kind) => _parts.Exists(part => part.Kind == kind && part.Text.Length > 0);

    /// <summary>Writes the item as the whole response would have it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="status">What to say of an item that its own event did not complete.</param>
    public void Write(Utf8JsonWriter writer, string status)
    {
        using JsonDocument? document = Json is null ? null : JsonDocument.Parse(Json);
        if (document is not null && IsDone && !LacksWhatCame(document.RootElement))
        {
            LenientJson.Write(writer, document.RootElement);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("type"u8, TypeOf(document?.RootElement));
        writer.WriteString("status"u8, status);
        if (document is not null)
        {
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name is not ("id" or "type" or "status" or "content" or "summary" or "arguments"))
                {
                    writer.WritePropertyName(property.Name);
                    LenientJson.Write(writer, property.Value);
                }
            }
        }

        WriteParts(writer, "content", PartKind.Text, PartKind.Refusal, PartKind.Reasoning);
        WriteParts(writer, "summary", PartKind.Summary);
        if (Has(PartKind.Arguments))
        {
            writer.WriteString("arguments"u8, Part(PartKind.Arguments, 0).Finish());
        }

        writer.WriteEndObject();
    }

    private bool LacksWhatCame(JsonElement item)
    {
        var reader = new OutputReader();
        reader.Add(item);
        return (Has(PartKind.Text) && reader.Text.Length == 0)
            || (Has(PartKind.Refusal) && reader.Refusal is null)
            || ((Has(PartKind.Reasoning) || Has(PartKind.Summary)) && reader.Reasoning is null)
            || (_parts.Exists(static part => part.More.Member("annotations") is { IsEmptyList: false }) && reader.Citations.Count == 0)
            || (_parts.Exists(static part => part.More.Member("logprobs") is { IsEmptyList: false }) && reader.LogProbs.Count == 0)
            || (Has(PartKind.Arguments) && reader.ToolCalls.All(static call => call.Arguments.Length == 0));
    }

    private string TypeOf(JsonElement? item) =>
        item is JsonElement element && LenientJson.Text(element, "type") is string type ? type
        : Has(PartKind.Arguments) ? "function_call"
        : Has(PartKind.Reasoning) || Has(PartKind.Summary) ? "reasoning"
        : "message";

    private void WriteParts(Utf8JsonWriter writer, string name, params PartKind[] kinds)
    {
        OutputPart[] parts = [.. _parts.Where(part => part.Text.Length > 0 && System.Array.IndexOf(kinds, part.Kind) >= 0).OrderBy(part => part.Number)];
        if (parts.Length == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (OutputPart part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, part.Kind switch
            {
                PartKind.Text => "output_text",
                PartKind.Refusal => "refusal",
                PartKind.Reasoning => "reasoning_text",
                _ => "summary_text",
            });
            writer.WriteString(part.Kind == PartKind.Refusal ? "refusal" : "text", part.Finish());
            part.More.WriteMembers(writer, static _ => true);
            if (part.Kind == PartKind.Text && part.More.Member("annotations") is null)
            {
                writer.WriteStartArray("annotations"u8);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>What a part of an item is.</summary>
internal enum PartKind
{
    Text,
    Refusal,
    Reasoning,
    Summary,
    Arguments,
}

/// <summary>A part of an item as far as it has come.</summary>
internal sealed class OutputPart(PartKind kind, int number)
{
    private SurrogatePairJoiner _pairs;

    public PartKind Kind { get; } = kind;

    /// <summary>Its place among the parts of its item.</summary>
    public int Number { get; } = number;

    public StringBuilder Text { get; } = new();

    /// <summary>Adds a piece of the text.</summary>
    /// <returns>What is whole by now.</returns>
    public string Add(string piece)
    {
        string text = _pairs.Push(piece);
        Text.Append(text);
        return text;
    }

    /// <summary>All of the text, as far as it will come.</summary>
    public string Finish() => Text.Append(_pairs.Flush()).ToString();

    /// <summary>Takes thoughts out of the text that is told.</summary>
    public ThinkSplitter Splitter { get; } = new();

    /// <summary>What the part has besides: annotations, log probabilities.</summary>
    public MergedJson More { get; } = new(joinsText: false);
}
