using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using Whatai.Client.Protocol;

namespace Whatai.Client.Responses;

/// <summary>Reads the items of a response's output: what they say together. Unknown items are passed over.</summary>
internal sealed class OutputReader
{
    /// <summary>What stands between two parts of reasoning.</summary>
    public const string BlankLine = "\n\n";

    private readonly StringBuilder _text = new();
    private readonly List<string> _reasoning = [];
    private readonly StringBuilder _refusal = new();
    private readonly List<string> _images = [];
    private bool _hasText;

    public string Text => _text.ToString();

    public string? Reasoning => _reasoning.Count == 0 ? null : string.Join(BlankLine, _reasoning);

    public string? Refusal => _refusal.Length == 0 ? null : _refusal.ToString();

    public List<ChatToolCall> ToolCalls { get; } = [];

    public List<Citation> Citations { get; } = [];

    public List<WebSearchCall> WebSearches { get; } = [];

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
                ToolCalls.Add(ReadCall(item));
                break;
            case "web_search_call":
                WebSearches.Add(ReadSearch(item));
                break;
            case "image_generation_call":
                AddImage(item);
                break;
        }
    }

    public ChatMessage ToMessage(string? replay) => new(ChatRole.Assistant, _hasText ? Text : null)
    {
        Reasoning = Reasoning,
        Refusal = Refusal,
        ToolCalls = ToolCalls.Count == 0 ? null : ToolCalls.ToArray(),
        Images = ImageFinder.Find(_images, Text),
        Native = replay is null ? null : new NativeMessage(NativeMessage.Responses, replay),
    };

    public static ChatToolCall ReadCall(JsonElement item) => new(
        LenientJson.Text(item, "call_id") ?? LenientJson.Text(item, "id") ?? string.Empty,
        LenientJson.Text(item, "name") ?? string.Empty,
        LenientJson.Text(item, "arguments") ?? string.Empty);

    public static WebSearchCall ReadSearch(JsonElement item)
    {
        JsonElement action = item.TryGetProperty("action", out JsonElement found) ? found : default;
        string[] queries = [.. Elements(action, "queries").Where(query => query.ValueKind == JsonValueKind.String).Select(query => LenientText.Read(query)!)];
        string? query = LenientJson.Text(action, "query") is { Length: > 0 } one ? one : queries.FirstOrDefault();
        return new WebSearchCall
        {
            Id = LenientJson.Text(item, "id"),
            Status = LenientJson.Text(item, "status"),
            Action = LenientJson.Text(action, "type"),
            Query = query,
            Queries = queries.Length > 0 || query is null ? queries : [query],
            Url = LenientJson.Text(action, "url"),
            Pattern = LenientJson.Text(action, "pattern"),
            Sources = Elements(action, "sources").Select(source => LenientJson.Text(source, "url")).OfType<string>().ToArray(),
        };
    }

    private void AddMessage(JsonElement item)
    {
        foreach (JsonElement part in Elements(item, "content"))
        {
            _refusal.Append(LenientJson.Text(part, "refusal"));
            if (LenientJson.Text(part, "text") is string text)
            {
                _hasText = true;
                foreach (JsonElement annotation in Elements(part, "annotations"))
                {
                    AddCitation(annotation, text);
                }

                _text.Append(text);
            }
        }
    }

    private void AddCitation(JsonElement annotation, string text)
    {
        if (annotation.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        (int? start, int? end) = Span(annotation, text);
        Citations.Add(new Citation
        {
            Type = LenientJson.Text(annotation, "type"),
            Url = LenientJson.Text(annotation, "url"),
            Title = LenientJson.Text(annotation, "title"),
            StartIndex = _text.Length + start,
            EndIndex = _text.Length + end,
            Text = start < end ? text.Substring(start.Value, end.Value - start.Value) : LenientJson.Text(annotation, "filename"),
            FileId = LenientJson.Text(annotation, "file_id"),
        });
    }

    // Nothing says whether an emoji counts as one, as OpenAI's servers' own language has it, or as two, as .NET and JavaScript do.
    // Only where the part is a link counted in the second way, and not in the first, is it that one.
    private static (int? Start, int? End) Span(JsonElement annotation, string text)
    {
        long? start = LenientJson.Count(annotation, "start_index");
        long? end = LenientJson.Count(annotation, "end_index");
        (int? Start, int? End) characters = (Position(start, text), Position(end, text));
        (int? Start, int? End) units = (start is >= 0 && start <= text.Length ? (int)start : null, end is >= 0 && end <= text.Length ? (int)end : null);
        return IsLink(units, text) && !IsLink(characters, text) ? units : characters;
    }

    private static bool IsLink((int? Start, int? End) span, string text) =>
        span.Start < span.End && text[span.Start!.Value] is '(' or '[' && text[span.End!.Value - 1] is ')' or ']';

    private static int? Position(long? count, string text)
    {
        int at = 0;
        for (; count > 0 && at < text.Length; count--)
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return count == 0 ? at : null;
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

    private void AddTexts(JsonElement item, string name) =>
        _reasoning.AddRange(Elements(item, name).Select(part => LenientJson.Text(part, "text")).OfType<string>().Where(text => text.Length > 0));

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
