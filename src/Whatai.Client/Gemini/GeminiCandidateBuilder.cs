using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Gemini;

/// <summary>Puts one candidate together from its pieces.</summary>
/// <param name="index">Its number.</param>
/// <param name="sent">How many messages the request had: the answer's place in the conversation.</param>
internal sealed class GeminiCandidateBuilder(int index, int sent)
{
    private const string ModelRole = "model";

    private readonly JoinedText _text = new();
    private readonly JoinedText _reasoning = new();
    private readonly ThinkSplitter _splitter = new();
    private readonly List<WhataiImage> _images = [];
    private readonly List<ChatToolCall> _calls = [];
    private readonly List<CodeExecution> _runs = [];
    private readonly GeminiSound _sound = new();
    private readonly List<Part> _parts = [];
    private readonly Dictionary<string, JsonSlice> _others = new(StringComparer.Ordinal);

    // Members that tell of the piece that they come with alone.
    private readonly MergedJson _growing = new(joinsText: false);
    private SurrogatePairJoiner _textPairs;
    private SurrogatePairJoiner _reasoningPairs;
    private int _pieces;
    private JsonSlice _onlyContent;
    private string? _finishMessage;

    public int Index { get; } = index;

    /// <summary>What the candidate rests on.</summary>
    public GeminiSources Sources { get; } = new();

    /// <summary>The code that the server ran.</summary>
    public IReadOnlyList<CodeExecution> Runs => _runs;

    /// <summary>Gemini's word for why it ended; null while it has not.</summary>
    public string? NativeFinishReason { get; private set; }

    public string? FinishReason => GeminiFinish.Translate(NativeFinishReason, _calls.Count > 0);

    /// <summary>Adds a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>What is new in it for the reader.</returns>
    public GeminiCandidateDelta Add(GeminiChunkCandidate piece)
    {
        // Some models say STOP on every piece and the truth on the last one.
        NativeFinishReason = piece.FinishReason ?? NativeFinishReason;
        _finishMessage = piece.FinishMessage ?? _finishMessage;
        if (!piece.Content.IsEmpty || piece.Parts.Count > 0)
        {
            _onlyContent = ++_pieces == 1 && string.Equals(piece.Role, ModelRole, StringComparison.Ordinal) ? piece.Content : default;
        }

        for (int i = 0; i < piece.Others.Count; i++)
        {
            (string name, JsonSlice value) = piece.Others[i];
            Sources.Add(name, value);
            if (name is "logprobsResult" or "logprobs_result" or "citationMetadata" or "citation_metadata")
            {
                using JsonDocument document = value.Parse();
                _growing.AddMember(name, document.RootElement);
            }
            else if (!value.IsEmptyObject || !_others.ContainsKey(name))
            {
                _others[name] = value;
            }
        }

        var news = default(GeminiCandidateDelta);
        foreach (GeminiChunkPart part in piece.Parts)
        {
            news = Add(part, news);
        }

        return piece.FinishReason is null ? news : Tell(_splitter.Flush(), news);
    }

    /// <summary>No more will come: text that was held back counts.</summary>
    /// <returns>What is new in it for the reader.</returns>
    public GeminiCandidateDelta Flush()
    {
        GeminiCandidateDelta news = AddHeld(_textPairs.Flush(), isThought: false, AddHeld(_reasoningPairs.Flush(), isThought: true, default));
        return Tell(_splitter.Flush(), news);
    }

    public ChatChoice ToRecord()
    {
        // Relays leave the thoughts of other makers' models within the text.
        (string text, string? thought) = ThinkSplitter.Split(_text.ToString());
        string reasoning = _reasoning + thought;
        string? reason = FinishReason;
        return new ChatChoice(
            Index,
            new ChatMessage(ChatRole.Assistant, text.Length == 0 ? null : text)
            {
                Reasoning = reasoning.Length == 0 ? null : reasoning,
                Refusal = reason == GeminiFinish.ContentFilter ? _finishMessage : null,
                Audio = _sound.ToAudio(),
                Images = _images.Concat(ImageFinder.Find([], text)).ToArray(),
                ToolCalls = _calls.Count == 0 ? null : _calls.ToArray(),
                Native = _parts.Count == 0 ? null : new NativeMessage(NativeMessage.Gemini, new RawText(ContentJson)),
            },
            reason)
        {
            LogProbs = (_growing.Member("logprobsResult") ?? _growing.Member("logprobs_result"))?.Read(LogProbReader.ReadGemini) ?? [],
        };
    }

    /// <summary>Writes the candidate as a plain answer has it.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (_pieces > 0)
        {
            writer.WritePropertyName("content"u8);
            if (_onlyContent.IsEmpty)
            {
                WriteContent(writer);
            }
            else
            {
                writer.WriteRawValue(_onlyContent.Span);
            }
        }

        writer.WriteOptional("finishReason", NativeFinishReason);
        writer.WriteOptional("finishMessage", _finishMessage);
        writer.WriteNumber("index"u8, Index);
        foreach (KeyValuePair<string, JsonSlice> other in _others)
        {
            writer.WritePropertyName(other.Key);
            writer.WriteRawValue(other.Value.Span);
        }

        _growing.WriteMembers(writer, static _ => true);
        writer.WriteEndObject();
    }

    private static GeminiCandidateDelta Tell((string Text, string? Reasoning) told, GeminiCandidateDelta news) => news with
    {
        Text = told.Text.Length == 0 ? news.Text : news.Text + told.Text,
        Reasoning = told.Reasoning is null ? news.Reasoning : news.Reasoning + told.Reasoning,
    };

    private GeminiCandidateDelta AddHeld(string text, bool isThought, GeminiCandidateDelta news) =>
        text.Length == 0 ? news : Add(new GeminiChunkPart { IsThought = isThought, Text = text }, news);

    private GeminiCandidateDelta Add(GeminiChunkPart part, GeminiCandidateDelta news)
    {
        if (part.Text is { Length: > 0 } piece)
        {
            part.Text = part.IsThought ? _reasoningPairs.Push(piece) : _textPairs.Push(piece);
        }

        Keep(part);
        if (part.Text is { Length: > 0 } text)
        {
            news = Tell(part.IsThought ? (string.Empty, text) : _splitter.Push(text), news);
            (part.IsThought ? _reasoning : _text).Append(text);
        }

        // Images among the thoughts are drafts of those in the answer.
        if (!part.IsThought && ToImage(part) is WhataiImage image)
        {
            _images.Add(image);
            (news.Images ??= []).Add(image);
        }

        if (part is { IsThought: false, Data: byte[] data })
        {
            _sound.Add(data, part.MediaType);
        }

        if (part.Code is not null)
        {
            news.Code = GeminiCodeReader.Join(_runs, part.Code);
        }

        if (part.CallName is not null)
        {
            string id = ToolCallIds.Complete(part.CallId, [.. _calls.Select(static known => known.Id)], sent);
            var call = new ChatToolCall(id, part.CallName, part.CallArguments is { Length: > 0 } arguments ? LenientJson.Decoded(arguments) : "{}");
            _calls.Add(call);
            (news.Calls ??= []).Add(call);
        }

        return news;
    }

    // Neighbouring texts of one kind are one part, but a part with anything else, such as a signature, stays what and where it is:
    // the API checks signatures by their place.
    private void Keep(GeminiChunkPart part)
    {
        if (!part.IsPlain)
        {
            // Some relays send the last piece, which has the signature of an answer of text, twice.
            if (part.Text is "" && _parts.Count > 0 && _parts[_parts.Count - 1].Json.Span.SequenceEqual(part.Json.Span))
            {
                return;
            }

            _parts.Add(new Part(part.IsThought, part.Json, 0, 0));
            return;
        }

        if (string.IsNullOrEmpty(part.Text))
        {
            return;
        }

        if (_parts.Count > 0 && _parts[_parts.Count - 1] is { Json.IsEmpty: true } last && last.IsThought == part.IsThought)
        {
            _parts[_parts.Count - 1] = last with { Length = last.Length + part.Text!.Length };
            return;
        }

        _parts.Add(new Part(part.IsThought, default, (part.IsThought ? _reasoning : _text).Length, part.Text!.Length));
    }

    private static WhataiImage? ToImage(GeminiChunkPart part)
    {
        if (part.Data is { Length: > 0 } data)
        {
            string? type = MediaTypes.Detect(data) ?? part.MediaType;
            return IsImage(type) ? new WhataiImage { Bytes = data, MediaType = type } : null;
        }

        return part.Address is not null && IsImage(part.MediaType) ? ImageFinder.Create(part.Address) : null;
    }

    private static bool IsImage(string? type) => type?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;

    private byte[] ContentJson() => _onlyContent.IsEmpty ? JsonBody.Write(WriteContent) : _onlyContent.Span.ToArray();

    private void WriteContent(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("parts"u8);
        foreach (Part part in _parts)
        {
            if (!part.Json.IsEmpty)
            {
                writer.WriteRawValue(part.Json.Span);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("text"u8, (part.IsThought ? _reasoning : _text).ToString().Substring(part.Start, part.Length));
            if (part.IsThought)
            {
                writer.WriteBoolean("thought"u8, true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("role"u8, ModelRole);
        writer.WriteEndObject();
    }

    // JSON as it came, or a stretch of the text or the reasoning.
    private readonly record struct Part(bool IsThought, JsonSlice Json, int Start, int Length);
}
