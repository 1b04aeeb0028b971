using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Responses;

/// <summary>Reads the items of a response's output: what they say together. Unknown items are passed over.</summary>
/// <param name="place">The answer's place in the conversation.</param>
internal sealed class OutputReader(int place = 0)
{
    /// <summary>What stands between two parts of reasoning.</summary>
    public const string BlankLine = "\n\n";

    private readonly JoinedText _text = new();
    private readonly List<string> _reasoning = [];
    private readonly JoinedText _refusal = new();
    private readonly List<string> _images = [];
    private bool _hasText;

    public string Text => _text.ToString();

    public string? Reasoning => _reasoning.Count == 0 ? null : string.Join(BlankLine, _reasoning);

    public string? Refusal => _refusal.Length == 0 ? null : _refusal.ToString();

    public List<ChatToolCall> ToolCalls { get; } = [];

    public List<Citation> Citations { get; } = [];

    /// <summary>How likely the tokens of the text were.</summary>
    public List<TokenLogProb> LogProbs { get; } = [];

    /// <summary>What the gateway's own tools did.</summary>
    public HostedCalls Hosted { get; } = new();

    /// <summary>Reads the output of a response.</summary>
    /// <returns>Whether there is any.</returns>
    public bool AddAll(JsonElement response)
    {
        bool any = false;
        foreach (JsonElement item in Elements(response, "output"))
        {
            any = true;
            Add(item);
        }

        return any;
    }

    public void Add(JsonElement item)
    {
        switch (LenientJson.Text(item, "type"))
        {
            case "message":
                AddMessage(item);
                break;
            case "reasoning":
                AddReasoning(item);
                break;
            case "function_call":
                ChatToolCall call = ReadCall(item);
                ToolCalls.Add(call with { Id = ToolCallIds.Complete(call.Id, [.. ToolCalls.Select(static known => known.Id)], place) });
                break;
            case "image_generation_call":
                AddImage(item);
                break;
            default:
                Hosted.Add(item);
                break;
        }
    }

    public ChatMessage ToMessage(RawText? replay)
    {
        (string text, string? thought) = ThinkSplitter.Split(Text);
        string[] reasoning = string.IsNullOrEmpty(thought) ? [.. _reasoning] : [.. _reasoning, thought!];
        CitationReader.Shift(Citations, _text.Length - text.Length);
        return new ChatMessage(ChatRole.Assistant, _hasText ? text : null)
        {
            Reasoning = reasoning.Length == 0 ? null : string.Join(BlankLine, reasoning),
            Refusal = Refusal,
            ToolCalls = ToolCalls.Count == 0 ? null : ToolCalls.ToArray(),
            Images = ImageFinder.Find(_images, text),
            Native = replay is null ? null : new NativeMessage(NativeMessage.Responses, replay),
        };
    }

    /// <summary>The call as it came, without an id where it has none.</summary>
    public static ChatToolCall ReadCall(JsonElement item) => new(
        LenientJson.Text(item, "call_id") is { Length: > 0 } callId ? callId : LenientJson.Text(item, "id") ?? string.Empty,
        LenientJson.Text(item, "name") ?? string.Empty,
        LenientJson.Decoded(LenientJson.Text(item, "arguments") ?? string.Empty));

    private void AddMessage(JsonElement item)
    {
        if (!item.TryGetProperty("content", out JsonElement content))
        {
            return;
        }

        bool isList = content.ValueKind == JsonValueKind.Array;
        JsonElement[] parts = isList ? [.. content.EnumerateArray()] : [content];
        foreach (JsonElement part in parts)
        {
            ContentPieces pieces = isList ? ContentPieces.ReadPart(part) : ContentPieces.Read(part);
            _refusal.Append(pieces.Refusal);
            AddReasoning(pieces.Reasoning);
            _images.AddRange(pieces.Images ?? []);
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("logprobs", out JsonElement logprobs))
            {
                LogProbs.AddRange(LogProbReader.ReadList(logprobs));
            }

            if (pieces.Text is string text)
            {
                _hasText = true;
                CitationReader.AddAnnotations(Citations, part, text, _text.Length);
                _text.Append(text);
            }
        }
    }

    private void AddReasoning(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _reasoning.Add(text!);
        }
    }

    // The thinking itself where a model shows it, else its summary.
    private void AddReasoning(JsonElement item)
    {
        int before = _reasoning.Count;
        AddTexts(item, "content");
        if (_reasoning.Count == before)
        {
            AddTexts(item, "summary");
        }
    }

    private void AddTexts(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out JsonElement texts))
        {
            return;
        }

        JsonElement[] parts = texts.ValueKind == JsonValueKind.Array ? [.. texts.EnumerateArray()] : [texts];
        foreach (JsonElement part in parts)
        {
            AddReasoning(ContentPieces.ReadReasoning(part));
        }
    }

    private void AddImage(JsonElement item)
    {
        if (LenientJson.Text(item, "result") is { Length: > 0 } result)
        {
            _images.Add(ImageAddress(result, LenientJson.Text(item, "output_format")));
        }
    }

    /// <summary>The image as a data URI. What its bytes don't say, the named format does.</summary>
    public static string ImageAddress(string result, string? format) =>
        result.StartsWith("data:", System.StringComparison.OrdinalIgnoreCase) || result.StartsWith("http", System.StringComparison.OrdinalIgnoreCase)
            ? result
            : $"data:image/{format ?? "png"};base64,{result}";

    public static IEnumerable<JsonElement> Elements(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
