using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Tells what is new in each event of a stream, and puts the message together.</summary>
internal sealed class MessageAggregator
{
    /// <summary>What stands between two blocks of thinking.</summary>
    public const string BlankLine = "\n\n";

    private readonly MergedJson _head = new(joinsText: false);
    private readonly MergedJson _usage = new(joinsText: false);
    private readonly List<ContentBlock> _blocks = [];
    private readonly List<WebSearchCall> _searches = [];
    private readonly List<MessageDelta> _news = [];
    private readonly ThinkSplitter _splitter = new();

    // Nearly every event belongs to the same block as the one before.
    private ContentBlock? _last;
    private ContentBlock? _lastThinking;
    private bool _hasReasoning;

    /// <summary>Whether the message has said why it ended.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes an event.</summary>
    /// <returns>What is new in it for the reader, until the next event is taken. Unknown events have nothing.</returns>
    public List<MessageDelta> Add(MessageEvent piece)
    {
        _news.Clear();
        if (!piece.Usage.IsEmpty)
        {
            _usage.Add(piece.Usage);
        }

        if (piece.Piece is { Length: > 0 } text)
        {
            ContentBlock block = Find(piece, piece.Kind);
            Grow(piece, block, piece.Kind, block.Add(text));
        }
        else
        {
            AddOther(piece);
        }

        return _news;
    }

    /// <summary>No more will come: text that was held back counts.</summary>
    /// <returns>What is new in it; null where nothing is.</returns>
    public MessageDelta? Flush()
    {
        (string text, string? reasoning) = _splitter.Flush();
        return text.Length == 0 && reasoning is null ? null : new MessageDelta { Text = text, Reasoning = reasoning };
    }

    /// <summary>The JSON that a plain call would have brought.</summary>
    public byte[] ToJson() => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        _head.WriteMembers(writer, static name => name is not ("content" or "usage"));
        writer.WriteStartArray("content"u8);
        foreach (ContentBlock block in _blocks)
        {
            block.Write(writer);
        }

        writer.WriteEndArray();
        if (!_usage.IsEmpty)
        {
            writer.WritePropertyName("usage"u8);
            _usage.Write(writer);
        }

        writer.WriteEndObject();
    });

    private void AddOther(MessageEvent piece)
    {
        switch (piece.Type)
        {
            case "message_start" when !piece.Message.IsEmpty:
                Start(piece);
                break;
            case "content_block_start" when !piece.Block.IsEmpty:
                using (JsonDocument block = piece.Block.Parse())
                {
                    Begin(piece, block.RootElement);
                }

                break;
            case "content_block_delta" when !piece.Delta.IsEmpty:
                using (JsonDocument delta = piece.Delta.Parse())
                {
                    Find(piece, kind: null).Merge(delta.RootElement);
                }

                break;
            case "content_block_stop" when _last is not null:
                End(piece);
                break;
            case "message_delta" when !piece.Delta.IsEmpty:
                Finish(piece);
                break;
        }
    }

    private void Start(MessageEvent piece)
    {
        using JsonDocument message = piece.Message.Parse();
        _head.Add(message.RootElement);
        if (message.RootElement.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            _usage.Add(usage);
        }

        // Empty as a rule; but what is there is not lost.
        if (message.RootElement.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement block in content.EnumerateArray().Where(static block => block.ValueKind == JsonValueKind.Object))
            {
                Begin(piece, block);
            }
        }
    }

    private void Begin(MessageEvent piece, JsonElement json)
    {
        ContentBlock block = Open(piece.ContentIndex);
        string text = block.Begin(json);
        switch (block.Type)
        {
            case "text":
                Grow(piece, block, PieceKind.Text, text);
                break;
            case "thinking":
                Grow(piece, block, PieceKind.Thinking, text);
                break;
            case "tool_use":
                _news.Add(Delta(piece, block) with { ToolCalls = new[] { MessageContentReader.ReadCall(json) with { Arguments = text } } });
                break;
            default:
                // The result of a search comes as a whole.
                _news.AddRange(_searches.Select(search => MessageContentReader.ReadResult(search, json)).OfType<WebSearchCall>().Select(done => Delta(piece, block) with { WebSearch = done }));
                break;
        }
    }

    private void End(MessageEvent piece)
    {
        ContentBlock block = Find(piece, kind: null);
        if (!block.IsDone && block.Type is "server_tool_use" && MessageContentReader.ReadSearch(block.ToElement()) is WebSearchCall search)
        {
            _searches.Add(search);
            _news.Add(Delta(piece, block) with { WebSearch = search });
        }

        block.IsDone = true;
    }

    private void Finish(MessageEvent piece)
    {
        using JsonDocument delta = piece.Delta.Parse();
        _head.Add(delta.RootElement);
        if (EndReason.Known(LenientJson.Text(delta.RootElement, "stop_reason")) is string reason)
        {
            IsFinished = true;
            _news.Add(Delta(piece, block: null) with { FinishReason = MessageFinish.Translate(reason), Refusal = MessageFinish.Refusal(delta.RootElement) });
        }
    }

    private void Grow(MessageEvent piece, ContentBlock block, PieceKind kind, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        // Relays leave the thoughts of other makers' models within the text.
        (string told, string? thought) = kind switch
        {
            PieceKind.Thinking => (string.Empty, text),
            PieceKind.Arguments => (string.Empty, null),
            _ => _splitter.Push(text),
        };
        ChatToolCall[]? call = kind == PieceKind.Arguments && block.Type is "tool_use" ? [new ChatToolCall(string.Empty, string.Empty, text)] : null;
        if (told.Length > 0 || thought is not null || call is not null)
        {
            _news.Add(new MessageDelta
            {
                Type = piece.Type ?? string.Empty,
                ContentIndex = block.Index,
                Text = told,
                Reasoning = thought is null ? null : Apart(block) + thought,
                ToolCalls = call,
                Raw = piece.Raw,
            });
        }
    }

    // The thinking of another block stands apart from what came before.
    private string Apart(ContentBlock block)
    {
        string between = _hasReasoning && block != _lastThinking ? BlankLine : string.Empty;
        _hasReasoning = true;
        _lastThinking = block;
        return between;
    }

    // Where the event says no block, it means the one that is open; relays that convert other APIs begin a block without a word.
    private ContentBlock Find(MessageEvent piece, PieceKind? kind)
    {
        ContentBlock? block = _last is not null && (piece.ContentIndex is not int index || _last.Index == index) ? _last : _blocks.FindLast(known => known.Index == piece.ContentIndex) ?? _last;
        return block is not null && (kind is null || Fits(block, kind.Value)) ? _last = block : OpenAs(piece, kind ?? PieceKind.Text);
    }

    private ContentBlock OpenAs(MessageEvent piece, PieceKind kind)
    {
        string type = kind switch { PieceKind.Thinking => "thinking", PieceKind.Arguments => "tool_use", _ => "text" };
        using var block = JsonDocument.Parse($$"""{"type":"{{type}}"}""");
        ContentBlock opened = Open(piece.ContentIndex);
        opened.Begin(block.RootElement);
        return opened;
    }

    private ContentBlock Open(int? index)
    {
        _last = new ContentBlock(index ?? _blocks.Count);
        _blocks.Add(_last);
        return _last;
    }

    private static bool Fits(ContentBlock block, PieceKind kind) => kind switch
    {
        PieceKind.Text => block.Type is "text",
        PieceKind.Thinking => block.Type is "thinking",
        _ => block.Type is not ("text" or "thinking"),
    };

    private static MessageDelta Delta(MessageEvent piece, ContentBlock? block) => new() { Type = piece.Type ?? string.Empty, ContentIndex = block?.Index, Raw = piece.Raw };
}
