using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Puts an answer together from its pieces. A plain answer is one piece, so both ways give the same.</summary>
/// <param name="sent">The messages of the request.</param>
internal sealed class GeminiAggregator(IReadOnlyList<ChatMessage> sent)
{
    private readonly SortedDictionary<int, GeminiCandidateBuilder> _candidates = [];
    private readonly Dictionary<string, JsonSlice> _others = new(StringComparer.Ordinal);
    private string? _id;
    private string? _model;
    private JsonSlice _rawUsage;

    // Nearly every stream has one candidate.
    private GeminiCandidateBuilder? _last;
    private int _finished;

    /// <summary>Whether each candidate that began has said why it ended.</summary>
    public bool IsFinished => _candidates.Count > 0 && _finished == _candidates.Count;

    /// <summary>How many candidates have begun.</summary>
    public int CandidateCount => _candidates.Count;

    /// <summary>Why a candidate ended, in the words of the chat API.</summary>
    public string? FinishReason(int index) => Get(index).FinishReason;

    public void AddHead(GeminiChunk chunk)
    {
        _id ??= chunk.Id;
        _model ??= chunk.Model;
        AddUsage(chunk.Usage);
        for (int i = 0; i < chunk.Others.Count; i++)
        {
            (string name, JsonSlice value) = chunk.Others[i];
            _others[name] = value;
        }
    }

    /// <summary>Adds one candidate's piece.</summary>
    /// <returns>What is new in it for the reader.</returns>
    public GeminiCandidateDelta Add(GeminiChunkCandidate piece)
    {
        GeminiCandidateBuilder candidate = Get(piece.Index);
        _finished += candidate.NativeFinishReason is null && piece.FinishReason is not null ? 1 : 0;
        return candidate.Add(piece);
    }

    /// <summary>No more will come: text that was held back counts.</summary>
    /// <returns>What is new in it for the reader, by candidate.</returns>
    public (int Index, GeminiCandidateDelta News)[] Flush() =>
        [.. _candidates.Values.Select(static candidate => (candidate.Index, candidate.Flush())).Where(static rest => !rest.Item2.IsEmpty)];

    /// <summary>The whole.</summary>
    public GeminiCompletion ToCompletion()
    {
        // Arrays, as below: PowerShell can't index the collections that the compiler makes up for an interface.
        ChatChoice[] choices = [.. _candidates.Values.Select(candidate => candidate.ToRecord())];
        GeminiCandidateBuilder first = _candidates.Values.First();
        return new GeminiCompletion
        {
            Id = _id,
            Model = _model,
            Created = Created(),
            Choices = choices,
            NativeFinishReason = first.NativeFinishReason,
            Citations = first.Sources.ToCitations(),
            WebSearches = first.Sources.ToSearches(),
            CodeExecutions = first.Runs.ToArray(),
            Usage = _rawUsage.IsEmpty ? null : ReadUsage(_rawUsage),
            Messages = sent.Append(choices[0].Message).ToArray(),
        };
    }

    /// <summary>The JSON that a plain call would have brought.</summary>
    public byte[] ToJson() => JsonBody.Write(Write);

    // Each event has it, most often the same, so that it is read when it is known which one counts.
    private void AddUsage(JsonSlice json)
    {
        if (!json.IsEmpty && !json.Span.SequenceEqual(_rawUsage.Span) && (_rawUsage.IsEmpty || UsageReader.BeginsCounted(json.Span) || !UsageReader.IsZero(ReadUsage(json))))
        {
            _rawUsage = json;
        }
    }

    private static TokenUsage ReadUsage(JsonSlice json)
    {
        using JsonDocument document = json.Parse();
        return UsageReader.Read(document.RootElement);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates"u8);
        foreach (GeminiCandidateBuilder candidate in _candidates.Values)
        {
            candidate.Write(writer);
        }

        writer.WriteEndArray();
        if (!_rawUsage.IsEmpty)
        {
            writer.WritePropertyName("usageMetadata"u8);
            writer.WriteRawValue(_rawUsage.Span);
        }

        writer.WriteOptional("modelVersion", _model);
        writer.WriteOptional("responseId", _id);
        foreach (KeyValuePair<string, JsonSlice> other in _others)
        {
            writer.WritePropertyName(other.Key);
            writer.WriteRawValue(other.Value.Span);
        }

        writer.WriteEndObject();
    }

    // RFC 3339, from Vertex AI alone.
    private DateTimeOffset? Created() =>
        _others.TryGetValue("createTime", out JsonSlice time)
        && DateTimeOffset.TryParse(time.ToString().Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    private GeminiCandidateBuilder Get(int index)
    {
        if (_last is not null && _last.Index == index)
        {
            return _last;
        }

        if (!_candidates.TryGetValue(index, out GeminiCandidateBuilder? candidate))
        {
            _candidates[index] = candidate = new GeminiCandidateBuilder(index, sent.Count);
        }

        return _last = candidate;
    }
}
