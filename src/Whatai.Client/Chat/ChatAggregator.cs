using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Chat;

/// <summary>Puts an answer together from its pieces. A plain answer is one piece, so both ways give the same.</summary>
internal sealed class ChatAggregator
{
    private readonly SortedDictionary<int, ChatChoiceBuilder> _choices = [];

    // Members of the whole answer are repeated, not continued; a list that is empty takes nothing back.
    private readonly Dictionary<string, JsonSlice> _others = [];
    private string? _id;
    private string? _model;
    private string? _systemFingerprint;
    private long _created;
    private TokenUsage? _usage;
    private byte[]? _rawUsage;

    // Nearly every stream has one choice.
    private ChatChoiceBuilder? _last;
    private int _finished;

    /// <summary>Whether each choice that began has said why it ended.</summary>
    public bool IsFinished => _choices.Count > 0 && _finished == _choices.Count;

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

        if (chunk.Usage is not null && UsageReader.Replaces(chunk.Usage, _usage))
        {
            _usage = chunk.Usage;
            _rawUsage = chunk.RawUsage;
        }

        for (int i = 0; i < chunk.Others.Count; i++)
        {
            (string name, JsonSlice value) = chunk.Others[i];
            if (!value.IsEmptyList || !_others.ContainsKey(name))
            {
                _others[name] = value;
            }
        }
    }

    /// <summary>Adds one choice's piece.</summary>
    /// <returns>What is new in it for the reader.</returns>
    public (string Text, string? Reasoning) Add(ChatChunkChoice piece)
    {
        ChatChoiceBuilder choice = Get(piece.Index);
        _finished += choice.FinishReason is null && piece.FinishReason is not null ? 1 : 0;
        return choice.Add(piece);
    }

    /// <summary>No more will come: text that was held back counts.</summary>
    public void Flush()
    {
        foreach (ChatChoiceBuilder choice in _choices.Values)
        {
            choice.Flush();
        }
    }

    /// <summary>The whole.</summary>
    /// <param name="sent">The messages of the request.</param>
    public ChatCompletion ToCompletion(IReadOnlyList<ChatMessage> sent)
    {
        // Arrays, as below: PowerShell can't index the collections that the compiler makes up for an interface.
        ChatChoice[] choices = [.. _choices.Values.Select(choice => choice.ToRecord(sent.Count))];
        return new ChatCompletion
        {
            Id = _id,
            Model = _model,
            Created = UnixTime.ToDate(_created),
            Choices = choices,
            Citations = Citations(choices[0].Message),
            Usage = _usage,
            SystemFingerprint = _systemFingerprint,
            // A legacy completion goes on with a text, not with a conversation.
            Messages = sent.Count == 0 ? [] : sent.Append(choices[0].Message).ToArray(),
        };
    }

    /// <summary>The JSON that a plain call would have brought.</summary>
    public byte[] ToJson(ChatCompletion completion) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, _id);
        writer.WriteString("object"u8, _choices.Values.All(static choice => choice.IsLegacy) ? "text_completion" : "chat.completion");
        writer.WriteNumber("created"u8, _created);
        writer.WriteString("model"u8, _model);
        writer.WriteStartArray("choices"u8);
        foreach (ChatChoice choice in completion.Choices)
        {
            _choices[choice.Index].Write(writer, choice);
        }

        writer.WriteEndArray();
        if (_rawUsage is not null)
        {
            writer.WritePropertyName("usage"u8);
            writer.WriteRawValue(_rawUsage);
        }

        writer.WriteString("system_fingerprint"u8, _systemFingerprint);
        WriteOthers(writer);
        writer.WriteEndObject();
    });

    private Citation[] Citations(ChatMessage first)
    {
        var citations = new List<Citation>();
        _choices.Values.First().AddCitations(citations, first);
        if (_others.Count > 0)
        {
            using var document = JsonDocument.Parse(JsonBody.Write(writer =>
            {
                writer.WriteStartObject();
                WriteOthers(writer);
                writer.WriteEndObject();
            }));
            CitationReader.AddLists(citations, document.RootElement);
        }

        return [.. citations];
    }

    private void WriteOthers(Utf8JsonWriter writer)
    {
        foreach (KeyValuePair<string, JsonSlice> other in _others)
        {
            writer.WritePropertyName(other.Key);
            writer.WriteRawValue(other.Value.Span);
        }
    }

    private ChatChoiceBuilder Get(int index)
    {
        if (_last is not null && _last.Index == index)
        {
            return _last;
        }

        if (!_choices.TryGetValue(index, out ChatChoiceBuilder? choice))
        {
            _choices[index] = choice = new ChatChoiceBuilder(index);
        }

        return _last = choice;
    }
}
