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
        LenientJson.Decoded(LenientJson.Text(item, "arguments") ?? string.Empty));

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
                    AddCitation(CitationReader.Read(annotation, text, _text.Length));
                }

                _text.Append(text);
            }
        }
    }

    private void AddCitation(Citation? citation)
    {
        if (citation is not null)
        {
            Citations.Add(citation);
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
