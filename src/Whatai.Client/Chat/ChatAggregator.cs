using System.Collections.Generic;
using System.Linq;
using System.Text;
using Whatai.Client.Images;
using Whatai.Client.Protocol;

namespace Whatai.Client.Chat;

/// <summary>Puts an answer together from its pieces. A plain answer is one piece, so both ways give the same.</summary>
internal sealed class ChatAggregator
{
    private readonly SortedDictionary<int, Choice> _choices = [];
    private string? _id;
    private string? _model;
    private string? _systemFingerprint;
    private long _created;
    private TokenUsage? _usage;
    private byte[]? _rawUsage;

    // Nearly every stream has one choice.
    private Choice? _last;

    /// <summary>Whether each choice that began has said why it ended.</summary>
    public bool IsFinished => _choices.Count > 0 && _choices.Values.All(choice => choice.FinishReason is not null);

    /// <summary>How many choices have begun.</summary>
    public int ChoiceCount => _choices.Count;

    public void AddHead(ChatChunk chunk)
    {
        _id ??= chunk.Id;
        _model ??= chunk.Model;
        _systemFingerprint ??= chunk.SystemFingerprint;
        if (_created == 0)
        {
            _created = chunk.Created;
        }

        if (chunk.Usage is not null)
        {
            _usage = chunk.Usage;
            _rawUsage = chunk.RawUsage;
        }
    }

    /// <summary>Adds one choice's piece.</summary>
    /// <returns>What is new in it for the reader.</returns>
    public (string Text, string? Reasoning) Add(ChatChunkChoice piece)
    {
        Choice choice = Get(piece.Index);
        choice.Role ??= piece.Role;
        choice.FinishReason ??= piece.FinishReason;
        (string text, string? reasoning) = piece.Content is { Length: > 0 } content ? choice.Splitter.Push(content) : (string.Empty, null);
        if (piece.FinishReason is not null)
        {
            (string rest, string? restOfReasoning) = choice.Splitter.Flush();
            text += rest;
            reasoning = Joined(reasoning, restOfReasoning);
        }

        reasoning = Joined(piece.Reasoning, reasoning);
        choice.HasContent |= piece.Content is not null;
        choice.Text.Append(text);
        choice.Reasoning.Append(reasoning);
        choice.Refusal.Append(piece.Refusal);
        if (piece.Images is not null)
        {
            choice.Images.AddRange(piece.Images);
        }

        if (piece.ToolCalls is not null)
        {
            choice.AddCalls(piece.ToolCalls);
        }

        return (text, string.IsNullOrEmpty(reasoning) ? null : reasoning);
    }

    /// <summary>No more will come for this choice: text that was held back counts.</summary>
    public void Flush(int index)
    {
        Choice choice = Get(index);
        (string text, string? reasoning) = choice.Splitter.Flush();
        choice.Text.Append(text);
        choice.Reasoning.Append(reasoning);
    }

    /// <summary>The whole.</summary>
    /// <param name="sent">The messages of the request.</param>
    public ChatCompletion ToCompletion(IReadOnlyList<ChatMessage> sent)
    {
        // Arrays, as below: PowerShell can't index the collections that the compiler makes up for an interface.
        ChatChoice[] choices = [.. _choices.Select(choice => choice.Value.ToRecord(choice.Key))];
        return new ChatCompletion
        {
            Id = _id,
            Model = _model,
            Created = UnixTime.ToDate(_created),
            Choices = choices,
            Usage = _usage,
            SystemFingerprint = _systemFingerprint,
            // A legacy completion goes on with a text, not with a conversation.
            Messages = sent.Count == 0 ? [] : sent.Append(choices[0].Message).ToArray(),
        };
    }

    /// <summary>The JSON that a plain call would have brought.</summary>
    public string ToJson(ChatCompletion completion) =>
        Encoding.UTF8.GetString(ChatCompletionWriter.Write(completion, _created, _rawUsage, index => _choices[index].Images));

    private Choice Get(int index)
    {
        if (_last is not null && _last.Index == index)
        {
            return _last;
        }

        if (!_choices.TryGetValue(index, out Choice? choice))
        {
            _choices[index] = choice = new Choice(index);
        }

        return _last = choice;
    }

    private static string? Joined(string? first, string? second) =>
        string.IsNullOrEmpty(first) ? second : string.IsNullOrEmpty(second) ? first : first + second;

    private sealed class Choice(int index)
    {
        private readonly List<(int Key, string? Id, string? Name, StringBuilder Arguments)> _calls = [];

        public int Index { get; } = index;

        public string? Role { get; set; }

        public string? FinishReason { get; set; }

        public bool HasContent { get; set; }

        public StringBuilder Text { get; } = new();

        public StringBuilder Reasoning { get; } = new();

        public StringBuilder Refusal { get; } = new();

        public List<string> Images { get; } = [];

        public ThinkSplitter Splitter { get; } = new();

        // Id and name come on the first fragment only; parallel calls interleave, so the key decides.
        public void AddCalls(IEnumerable<ChatChunkToolCall> fragments)
        {
            foreach (ChatChunkToolCall fragment in fragments)
            {
                int at = _calls.FindIndex(call => call.Key == fragment.Index);
                if (at < 0)
                {
                    _calls.Add((fragment.Index, fragment.Id, fragment.Name, new StringBuilder(fragment.Arguments)));
                    continue;
                }

                (int key, string? id, string? name, StringBuilder arguments) = _calls[at];
                arguments.Append(fragment.Arguments);
                _calls[at] = (key, string.IsNullOrEmpty(id) ? fragment.Id : id, string.IsNullOrEmpty(name) ? fragment.Name : name, arguments);
            }
        }

        public ChatChoice ToRecord(int number) => new(
            number,
            new ChatMessage(Role is { Length: > 0 } role ? role : ChatRole.Assistant, HasContent || Text.Length > 0 ? Text.ToString() : null)
            {
                Reasoning = Reasoning.Length == 0 ? null : Reasoning.ToString(),
                Refusal = Refusal.Length == 0 ? null : Refusal.ToString(),
                Images = ImageFinder.Find(Images, Text.ToString()),
                ToolCalls = _calls.Count == 0
                    ? null
                    : _calls.OrderBy(call => call.Key).Select(call => new ChatToolCall(call.Id ?? string.Empty, call.Name ?? string.Empty, call.Arguments.ToString())).ToArray(),
            },
            FinishReason);
    }
}
