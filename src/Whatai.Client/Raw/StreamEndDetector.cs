using System;
using System.Text;
using System.Text.Json;
using Whatai.Client.Chat;
using Whatai.Client.Errors;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Raw;

/// <summary>
/// Watches the events of a stream whose route is not known: streams of chat, responses, Gemini, messages and transcriptions say when they
/// are done, and one that ends without it is incomplete.
/// </summary>
internal sealed class StreamEndDetector
{
    private readonly ChatChunk _chat = new();
    private readonly GeminiChunk _gemini = new();
    private bool _hasEnd;

    /// <summary>Whether nothing tells that the stream broke off.</summary>
    public bool MayEnd => !_hasEnd || HasEnded;

    /// <summary>Whether the stream said that it is done.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether any event came.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>Looks at one event.</summary>
    /// <returns>What went wrong by its word; null where nothing did.</returns>
    public WhataiException? Failure(RawEvent piece, CallContext context)
    {
        HasEvents = true;
        byte[] data = Encoding.UTF8.GetBytes(piece.Data);
        if (piece.Event is "error")
        {
            return ApiFailures.FromBody(data, context, midStream: true);
        }

        if (data.Length == 0 || data[0] is not ((byte)'{' or (byte)'['))
        {
            return null;
        }

        using JsonDocument? document = LenientJson.Parse(data);
        return document is null ? ApiFailures.Incomplete(IncompleteReasons.EventCut, context)
            : Error(document.RootElement, data) is byte[] error ? ApiFailures.FromBody(error, context, midStream: true)
            : null;
    }

    private byte[]? Error(JsonElement root, byte[] data)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("choices", out _))
        {
            ChatChunkReader.Read(string.Empty, data, _chat);
            bool ended = false;
            for (int i = 0; i < _chat.ChoiceCount; i++)
            {
                ended |= _chat[i].FinishReason is not null;
            }

            Note(ended);
            return _chat.IsError ? _chat.Error : null;
        }

        if (root.TryGetProperty("candidates", out _))
        {
            GeminiChunkReader.Read(string.Empty, data, _gemini);
            bool ended = false;
            for (int i = 0; i < _gemini.CandidateCount; i++)
            {
                ended |= _gemini[i].FinishReason is not null;
            }

            Note(ended);
            return _gemini.IsError ? _gemini.Error : null;
        }

        string type = LenientJson.Text(root, "type") ?? string.Empty;
        if (type.StartsWith("response.", StringComparison.Ordinal) || type.StartsWith("message_", StringComparison.Ordinal) || type.StartsWith("transcript.text.", StringComparison.Ordinal))
        {
            Note(type is "response.completed" or "response.failed" or "response.incomplete" or "response.cancelled" or "response.done" or "message_stop" or "transcript.text.done");
        }

        return ErrorReader.IsError(root) ? data : null;
    }

    private void Note(bool ended)
    {
        _hasEnd = true;
        HasEnded |= ended;
    }
}
