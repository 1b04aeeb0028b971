using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Chat;

/// <summary>Puts one choice of a chat answer together from its pieces.</summary>
internal sealed partial class ChatChoiceBuilder(int index)
{
    private readonly JoinedText _text = new();
    private readonly JoinedText _reasoning = new();
    private readonly JoinedText _refusal = new();
    private readonly JoinedText _elsewhere = new();
    private readonly List<string> _images = [];
    private readonly List<string> _partImages = [];
    private readonly ThinkSplitter _splitter = new();
    private readonly ToolCallBuilder _calls = new();

    // The reasoning of members that are text, and that of tags within the content, which some gateways bring as well.
    private readonly JoinedText _plainReasoning = new();
    private readonly JoinedText _taggedReasoning = new();

    private string? _role;
    private bool _hasPieces;
    private bool _hasContent;
    private bool _isLegacy;
    private bool _hasPartReasoning;
    private int _reasoningNames;
    private MergedJson? _parts;
    private MergedJson? _messageOthers;
    private MergedJson? _others;

    public int Index { get; } = index;

    public string? FinishReason { get; private set; }

    /// <summary>Whether the text came as a legacy completion has it.</summary>
    public bool IsLegacy => _isLegacy;

    /// <summary>The content before thoughts were taken out of it.</summary>
    private string RawText => _splitter.Taken + _text;

    /// <summary>Adds a piece.</summary>
    /// <returns>What is new in it for the reader.</returns>
    public (string Text, string? Reasoning) Add(ChatChunkChoice piece)
    {
        bool isRepeat = piece.IsMessage && _hasPieces;
        if (isRepeat)
        {
            TakeOutKnown(piece);
        }

        _hasPieces |= !piece.IsMessage && !piece.IsLegacy && piece.HasContent;
        _role ??= piece.Role;
        FinishReason ??= piece.FinishReason;
        JoinPairs(piece);
        _isLegacy |= piece.IsLegacy;
        _hasContent |= piece.Content is not null;
        if (_parts is not null || !piece.Parts.IsEmpty)
        {
            AddParts(piece);
        }

        string content = piece.Content ?? string.Empty;
        (string text, string? tagged) = piece.FinishReason is not null ? _splitter.PushLast(content) : content.Length > 0 ? _splitter.Push(content) : (string.Empty, null);
        _text.Append(text);
        if (piece.TextElsewhere is { Length: > 0 } elsewhere && _text.Length == 0)
        {
            _elsewhere.Append(elsewhere);
            text = elsewhere;
        }

        string? reasoning = Joined(Reasoning(piece), tagged);
        _taggedReasoning.Append(tagged);
        _reasoning.Append(reasoning);
        _refusal.Append(piece.Refusal);
        AddRest(piece, isRepeat);
        return (text, reasoning);
    }

    /// <summary>No more will come: text that was held back counts.</summary>
    public void Flush()
    {
        (string text, string? reasoning) = _splitter.PushLast(_textPairs.Flush());
        _text.Append(text);
        _taggedReasoning.Append(reasoning);
        _reasoning.Append(reasoning).Append(_reasoningPairs.Flush());
        _refusal.Append(_refusalPairs.Flush());
    }

    /// <param name="place">The answer's place in the conversation.</param>
    public ChatChoice ToRecord(int place)
    {
        (string? content, string reasoning) = Split();
        var message = new ChatMessage(_role is { Length: > 0 } role ? role : ChatRole.Assistant, content)
        {
            Reasoning = reasoning.Length == 0 ? null : reasoning,
            Refusal = _refusal.Length == 0 ? null : _refusal.ToString(),
            Images = ImageFinder.Find(_images.Concat(_partImages), content),
            Audio = ReadAudio(),
            ToolCalls = _calls.ToRecords(place),
        };
        return new ChatChoice(Index, MustGoBackAsItCame(message) ? message with { Native = ToNative(message) } : message, FinishReason) { LogProbs = _others?.Member("logprobs")?.Read(LogProbReader.ReadChoice) ?? [] };
    }

    /// <summary>The sources in the text, then those that are listed beside it.</summary>
    public void AddCitations(List<Citation> citations, ChatMessage message)
    {
        string text = RawText;
        int offset = (message.Content?.Length ?? 0) - text.Length;
        if (_parts is not null)
        {
            using var parts = JsonDocument.Parse(JsonBody.Write(_parts.Write));
            CitationReader.AddOfParts(citations, parts.RootElement, offset);
        }

        foreach (MergedJson? others in new[] { _messageOthers, _others })
        {
            if (others is not null)
            {
                using var document = JsonDocument.Parse(JsonBody.Write(others.Write));
                CitationReader.AddAnnotations(citations, document.RootElement, text, offset);
                CitationReader.AddLists(citations, document.RootElement);
            }
        }
    }

    /// <summary>Writes the choice as a plain answer has it.</summary>
    public void Write(Utf8JsonWriter writer, ChatChoice choice)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, Index);
        if (_isLegacy)
        {
            writer.WriteString("text"u8, RawText);
            WriteReasoning(writer);
        }
        else
        {
            writer.WritePropertyName("message"u8);
            WriteMessage(writer, choice.Message, goesBack: false);
        }

        writer.WriteString("finish_reason"u8, FinishReason);
        _others?.WriteMembers(writer, static _ => true);
        writer.WriteEndObject();
    }

    private string? Reasoning(ChatChunkChoice piece)
    {
        _reasoningNames |= piece.ReasoningNames;
        _plainReasoning.Append(piece.Reasoning);
        if (_plainReasoning.Length > 0)
        {
            return string.IsNullOrEmpty(piece.Reasoning) ? null : piece.Reasoning;
        }

        _hasPartReasoning |= !string.IsNullOrEmpty(piece.PartReasoning);
        string? reasoning = _hasPartReasoning ? piece.PartReasoning : piece.StructuredReasoning;
        return string.IsNullOrEmpty(reasoning) ? null : reasoning;
    }

    private void AddRest(ChatChunkChoice piece, bool isRepeat)
    {
        if (piece.Images is not null)
        {
            _images.AddRange(piece.Images);
        }

        if (piece.PartImages is not null)
        {
            _partImages.AddRange(piece.PartImages);
        }

        if (piece.ToolCalls is not null)
        {
            _calls.Add(piece.ToolCalls);
        }

        if (piece.FunctionCall is ChatChunkToolCall call)
        {
            _calls.AddFunctionCall(call);
        }

        Merge(ref _messageOthers, piece.MessageOthers, joinsText: true, isRepeat);
        Merge(ref _others, piece.Others, joinsText: false, isRepeat);
    }

    // Once there are parts, pieces that are text alone are parts too.
    private void AddParts(ChatChunkChoice piece)
    {
        if (_parts is null)
        {
            _parts = new MergedJson(joinsText: true);
            AddTextPart(RawText);
        }

        if (piece.Parts.IsEmpty)
        {
            AddTextPart(piece.Content);
        }
        else
        {
            using JsonDocument document = piece.Parts.Parse();
            _parts.Add(document.RootElement);
        }
    }

    private void AddTextPart(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        using var part = JsonDocument.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }));
        _parts!.Add(part.RootElement);
    }

    private (string? Content, string Reasoning) Split()
    {
        string text = _text.ToString();
        string reasoning = _reasoning.ToString();
        string tagged = _taggedReasoning.ToString();
        if (tagged.Length > 0 && tagged.Length < reasoning.Length && tagged.Trim() == reasoning.Substring(0, reasoning.Length - tagged.Length).Trim())
        {
            // Told in both places.
            reasoning = tagged;
        }

        if (_splitter.Taken.Length == 0 && ThinkSplitter.FindUnopened(text) is (int answer, int thoughts))
        {
            reasoning += text.Substring(0, thoughts);
            text = text.Substring(answer);
        }

        return text.Length > 0 || _elsewhere.Length == 0 ? (_hasContent || text.Length > 0 ? text : null, reasoning) : (_elsewhere.ToString(), reasoning);
    }

    private bool MustGoBackAsItCame(ChatMessage message) => message.ToolCalls is null
        ? _messageOthers?.Names.Any(static name => ReturnedMembers.IsProof(name)) == true
        : _reasoningNames != 0 || _parts is not null || _calls.HasMore || RawText != (message.Content ?? string.Empty)
            || _messageOthers?.Names.Any(static name => ReturnedMembers.IsReturnedWithCalls(name)) == true;

    private NativeMessage ToNative(ChatMessage message) => new(
        NativeMessage.Chat, Encoding.UTF8.GetString(JsonBody.Write(writer => WriteMessage(writer, message, goesBack: true))));

    // The reasoning goes back with tool calls alone: there the models that reason between calls want it, elsewhere several refuse it.
    private void WriteMessage(Utf8JsonWriter writer, ChatMessage message, bool goesBack)
    {
        bool hasCalls = message.ToolCalls is not null;
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role);
        writer.WritePropertyName("content"u8);
        string text = !goesBack || hasCalls ? RawText : message.Content ?? string.Empty;
        if (_parts is not null && (!goesBack || hasCalls))
        {
            _parts.Write(writer);
        }
        else if (text.Length > 0 || (_hasContent && !hasCalls))
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (!goesBack || hasCalls)
        {
            WriteReasoning(writer);
        }

        writer.WriteOptional("refusal", message.Refusal);
        if (!goesBack)
        {
            WriteImages(writer);
        }

        _messageOthers?.WriteMembers(writer, name => !goesBack || (hasCalls ? ReturnedMembers.IsReturnedWithCalls(name) : ReturnedMembers.IsProof(name)));
        if (message.ToolCalls is not null)
        {
            _calls.Write(writer, message.ToolCalls);
        }

        writer.WriteEndObject();
    }

    private void WriteReasoning(Utf8JsonWriter writer)
    {
        for (int i = 0; i < ChatMessageReader.ReasoningNames.Length; i++)
        {
            if ((_reasoningNames & (1 << i)) != 0)
            {
                writer.WriteString(ChatMessageReader.ReasoningNames[i], _plainReasoning.ToString());
            }
        }
    }

    private void WriteImages(Utf8JsonWriter writer)
    {
        if (_images.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("images"u8);
        foreach (string address in _images)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image_url"u8);
            writer.WriteStartObject("image_url"u8);
            writer.WriteString("url"u8, address);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Merge(ref MergedJson? into, OtherMembers members, bool joinsText, bool isRepeat)
    {
        for (int i = 0; i < members.Count; i++)
        {
            if (isRepeat && into?.Member(members[i].Name) is { IsEmpty: false })
            {
                continue;
            }

            using JsonDocument document = members[i].Value.Parse();
            (into ??= new MergedJson(joinsText)).AddMember(members[i].Name, document.RootElement);
        }
    }

    private static string? Joined(string? first, string? second) =>
        string.IsNullOrEmpty(first) ? (string.IsNullOrEmpty(second) ? null : second) : string.IsNullOrEmpty(second) ? first : first + second;
}
