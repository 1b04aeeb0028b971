using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Whatai.Emulator.Media;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>An answer of /v1/responses: its items, and how it ended.</summary>
internal sealed class ResponseOutput
{
    private readonly List<OutputItem> _items = [];
    private readonly ResponseRequest _request;
    private readonly Answer _answer;
    private readonly string _requestId;

    /// <summary>Splits an answer into items: reasoning, search, other tools, images, the message, calls.</summary>
    internal ResponseOutput(ResponseRequest request, Answer answer, string requestId)
    {
        _request = request;
        _answer = answer;
        _requestId = requestId;
        foreach (Segment thought in answer.Segments.Where(s => s.Field is Field.ReasoningContent or Field.Reasoning))
        {
            _items.Add(new ReasoningItem(
                NewId("rs"), thought, request.Summary is not null, thought.Field == Field.Reasoning, request.Include.Contains("reasoning.encrypted_content")));
        }

        if (answer.Search is { } search)
        {
            _items.Add(new WebSearchItem(NewId("ws"), search, request.Include.Contains("web_search_call.action.sources")));
        }

        _items.AddRange(answer.Hosted is { } hosted ? HostedItems.Of(hosted, NewId, request.Include.Contains) : []);
        foreach (Segment image in answer.Segments.Where(s => s.Field is Field.Images or Field.ImagePart))
        {
            string prompt = request.Prompt.LastUser?.Text ?? string.Empty;
            _items.Add(new ImageItem(NewId("ig"), DataUri.Read(image.Text)!.Bytes, prompt, request.Tools.Image?.Partials ?? 0));
        }

        Segment[] text = answer.Segments.Where(s => s.Field is Field.Content or Field.Refusal).ToArray();
        if (text.Length > 0)
        {
            _items.Add(new MessageItem(NewId("msg"), text, answer.Search?.Citations ?? [], IncompleteReason is null, request.Alternatives));
        }

        foreach (ToolCall call in answer.ToolCalls)
        {
            _items.Add(new FunctionCallItem(NewId("fc"), call));
        }
    }

    internal IReadOnlyList<OutputItem> Items => _items;

    internal long Tokens => _answer.Tokens;

    internal long ReasoningTokens => _answer.ReasoningTokens;

    /// <summary>Null when the answer is complete.</summary>
    internal string? IncompleteReason => _answer.FinishReason switch
    {
        "stop" or "tool_calls" => null,
        "length" => "max_output_tokens",
        string other => other,
    };

    internal string Status => IncompleteReason is null ? "completed" : "incomplete";

    internal StoredResponse Stored(string id, byte[] json, ResponseBody body, BackgroundRun? background)
        => new(id, json, _request.Input.Items, _request.Input.Messages, _items.Select(i => i.Stored).ToArray(), _request.Previous, body) { Background = background };

    private string NewId(string kind) => string.Format(CultureInfo.InvariantCulture, "{0}_{1}{2:00}", kind, _requestId, _items.Count);
}
