using System;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Chat;

/// <content>Makes of what came in a piece what is new in it.</content>
internal sealed partial class ChatChoiceBuilder
{
    private SurrogatePairJoiner _textPairs;
    private SurrogatePairJoiner _reasoningPairs;
    private SurrogatePairJoiner _refusalPairs;

    // Some send the whole message behind its pieces: what is known of it is taken out.
    private void TakeOutKnown(ChatChunkChoice piece)
    {
        string? whole = Beyond(RawText, piece.Content);
        if (whole is not null && ReferenceEquals(whole, piece.Content))
        {
            (string text, string? thought) = ThinkSplitter.Split(whole);
            whole = Beyond(_text.ToString(), text);
            piece.Reasoning ??= thought;
        }

        if (!piece.Parts.IsEmpty)
        {
            _parts = new MergedJson(joinsText: true);
            _parts.Add(piece.Parts);
            piece.Parts = default;
        }

        piece.Content = whole;
        piece.TextElsewhere = Beyond(_elsewhere.ToString(), piece.TextElsewhere);
        piece.Reasoning = Beyond(_reasoning.ToString(), piece.Reasoning ?? piece.PartReasoning ?? piece.StructuredReasoning);
        piece.PartReasoning = piece.StructuredReasoning = null;
        piece.Refusal = Beyond(_refusal.ToString(), piece.Refusal);
        piece.Audio = _messageOthers?.Member("audio") is null ? piece.Audio : null;
        piece.Images?.RemoveAll(_images.Contains);
        piece.PartImages?.RemoveAll(_partImages.Contains);
        piece.ToolCalls?.RemoveAll(_calls.Has);
        piece.ToolCalls = piece.ToolCalls is { Count: > 0 } ? piece.ToolCalls : null;
    }

    private static string? Beyond(string known, string? whole) =>
        string.IsNullOrEmpty(whole) || whole!.Trim() == known.Trim() ? null
        : known.Length > 0 && whole.StartsWith(known, StringComparison.Ordinal) ? whole.Substring(known.Length)
        : whole;

    // As all pieces of it together are.
    private ChatAudio? ReadAudio() =>
        _messageOthers?.Member("audio") is MergedJson audio && audio.Text("data") is { Length: > 0 } data && Base64Data.Decode(data) is byte[] bytes
            ? new ChatAudio { Id = audio.Text("id"), Bytes = bytes, MediaType = SoundType(bytes), Transcript = audio.Text("transcript"), ExpiresAt = UnixTime.ToDate(audio.Count("expires_at") ?? 0) }
            : null;

    // Samples alone may look like anything, but for a file.
    private static string? SoundType(byte[] bytes) => MediaTypes.Detect(bytes) is string type && type.StartsWith("audio/", StringComparison.Ordinal) ? type : null;

    private void JoinPairs(ChatChunkChoice piece)
    {
        piece.Content = piece.Content is null ? null : _textPairs.Push(piece.Content);
        piece.Reasoning = piece.Reasoning is null ? null : _reasoningPairs.Push(piece.Reasoning);
        piece.Refusal = piece.Refusal is null ? null : _refusalPairs.Push(piece.Refusal);
        if (piece.FinishReason is not null)
        {
            piece.Content = Joined(piece.Content, _textPairs.Flush()) ?? piece.Content;
            piece.Reasoning = Joined(piece.Reasoning, _reasoningPairs.Flush()) ?? piece.Reasoning;
            piece.Refusal = Joined(piece.Refusal, _refusalPairs.Flush()) ?? piece.Refusal;
        }
    }
}
