using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Messages;

/// <summary>Reads the blocks of a message's content: what they say together. Unknown blocks are passed over.</summary>
/// <param name="place">The answer's place in the conversation.</param>
internal sealed class MessageContentReader(int place)
{
    private readonly JoinedText _text = new();
    private readonly List<string> _reasoning = [];
    private readonly List<ChatToolCall> _calls = [];

    public List<Citation> Citations { get; } = [];

    public List<WebSearchCall> WebSearches { get; } = [];

    public void AddAll(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            _text.Append(LenientText.Read(content));
            return;
        }

        foreach (JsonElement block in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().Where(static block => block.ValueKind == JsonValueKind.Object) : [])
        {
            Add(block);
        }
    }

    /// <summary>The message.</summary>
    /// <param name="native">Its content as it came.</param>
    /// <param name="refusal">Why the model declined; null where it did not, or does not say.</param>
    public ChatMessage ToMessage(RawText? native, string? refusal)
    {
        (string text, string? thought) = ThinkSplitter.Split(_text.ToString());
        string[] reasoning = string.IsNullOrEmpty(thought) ? [.. _reasoning] : [.. _reasoning, thought!];
        CitationReader.Shift(Citations, _text.Length - text.Length);
        return new ChatMessage(ChatRole.Assistant, text.Length > 0 || (_calls.Count == 0 && refusal is null) ? text : null)
        {
            Reasoning = reasoning.Length == 0 ? null : string.Join(MessageAggregator.BlankLine, reasoning),
            Refusal = refusal,
            ToolCalls = _calls.Count == 0 ? null : _calls.ToArray(),
            Images = ImageFinder.Find([], text),
            Native = native is null ? null : new NativeMessage(NativeMessage.Messages, native),
        };
    }

    /// <summary>What a block of the server's tools for the web does; null where it is none.</summary>
    public static WebSearchCall? ReadSearch(JsonElement block)
    {
        string? action = LenientJson.Text(block, "name") switch
        {
            MessageWebSearch.Name => "search",
            "web_fetch" => "open_page",
            _ => null,
        };
        if (action is null || LenientJson.Text(block, "type") is not "server_tool_use")
        {
            return null;
        }

        JsonElement input = block.TryGetProperty("input", out JsonElement given) ? given : default;
        string? query = LenientJson.Text(input, "query");
        return new WebSearchCall
        {
            Id = LenientJson.Text(block, "id"),
            Status = "in_progress",
            Action = action,
            Query = query,
            Queries = query is null ? [] : new[] { query },
            Url = LenientJson.Text(input, "url"),
        };
    }

    /// <summary>The search with what its result says; null where the block is no result of it.</summary>
    public static WebSearchCall? ReadResult(WebSearchCall search, JsonElement block)
    {
        if (LenientJson.Text(block, "type") is not ("web_search_tool_result" or "web_fetch_tool_result") || LenientJson.Text(block, "tool_use_id") != search.Id)
        {
            return null;
        }

        JsonElement content = block.TryGetProperty("content", out JsonElement given) ? given : default;
        // A list of pages, one page, or one error.
        bool hasFailed = LenientJson.Text(content, "error_code") is not null;
        string[] sources = content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray().Select(static page => LenientJson.Text(page, "url")).OfType<string>()] : [];
        return search with { Status = hasFailed ? "failed" : "completed", Sources = sources };
    }

    private void Add(JsonElement block)
    {
        switch (LenientJson.Text(block, "type"))
        {
            case "text":
                string text = LenientJson.Text(block, "text") ?? string.Empty;
                AddCitations(block, text);
                _text.Append(text);
                break;
            case "thinking" when LenientJson.Text(block, "thinking") is { Length: > 0 } thought:
                _reasoning.Add(thought);
                break;
            case "tool_use":
                ChatToolCall call = ReadCall(block);
                _calls.Add(call with { Id = ToolCallIds.Complete(call.Id, [.. _calls.Select(static known => known.Id)], place) });
                break;
            case "server_tool_use" when ReadSearch(block) is WebSearchCall search:
                WebSearches.Add(search);
                break;
            default:
                for (int i = 0; i < WebSearches.Count; i++)
                {
                    WebSearches[i] = ReadResult(WebSearches[i], block) ?? WebSearches[i];
                }

                break;
        }
    }

    /// <summary>The call as it came, without an id where it has none.</summary>
    public static ChatToolCall ReadCall(JsonElement block) => new(
        LenientJson.Text(block, "id") ?? string.Empty,
        LenientJson.Text(block, "name") ?? string.Empty,
        !block.TryGetProperty("input", out JsonElement input) ? "{}" : input.ValueKind == JsonValueKind.String ? LenientJson.Decoded(LenientText.Read(input)!) : input.GetRawText());

    // A source belongs to the whole block that it stands at.
    private void AddCitations(JsonElement block, string text)
    {
        if (!block.TryGetProperty("citations", out JsonElement citations) || citations.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement citation in citations.EnumerateArray().Where(static citation => citation.ValueKind == JsonValueKind.Object))
        {
            Citations.Add(new Citation
            {
                Type = LenientJson.Text(citation, "type"),
                Url = LenientJson.Text(citation, "url") ?? LenientJson.Text(citation, "source"),
                Title = LenientJson.Text(citation, "title") ?? LenientJson.Text(citation, "document_title"),
                StartIndex = _text.Length,
                EndIndex = _text.Length + text.Length,
                Text = LenientJson.Text(citation, "cited_text"),
                FileId = LenientJson.Text(citation, "file_id"),
            });
        }
    }
}
