using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Chat;

/// <summary>
/// A chat answer as it stands on the wire, whole (<c>message</c>) or a piece (<c>delta</c>): one shape, so that both are
/// read by the same code. One instance is filled again for each event of a stream.
/// </summary>
internal sealed class ChatChunk : WireChunk
{
    private readonly List<ChatChunkChoice> _pool = [];

    public string? Id { get; set; }

    public string? Model { get; set; }

    public string? SystemFingerprint { get; set; }

    public long Created { get; set; }

    public TokenUsage? Usage { get; set; }

    /// <summary>The <c>usage</c> member as it came.</summary>
    public byte[]? RawUsage { get; set; }

    /// <summary>Whether the answer had <c>choices</c> at all.</summary>
    public bool HasChoices { get; set; }

    /// <summary>Members that this reader does not know or need, to be kept.</summary>
    public OtherMembers Others { get; } = new();

    public int ChoiceCount { get; private set; }

    public override bool HasAnswer => ChoiceCount > 0 || Usage is not null;

    public override bool HasContent
    {
        get
        {
            for (int i = 0; i < ChoiceCount; i++)
            {
                if (_pool[i].HasContent)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether it is a whole answer and all of the body, which needs no finish reason.</summary>
    public bool IsWhole => IsBody && ChoiceCount > 0 && (_pool[0].IsMessage || _pool[0].IsLegacy);

    public ChatChunkChoice this[int index] => _pool[index];

    public ChatChunkChoice AddChoice()
    {
        if (ChoiceCount == _pool.Count)
        {
            _pool.Add(new ChatChunkChoice());
        }

        ChatChunkChoice choice = _pool[ChoiceCount];
        choice.Clear();
        choice.Index = ChoiceCount++;
        return choice;
    }

    /// <summary>Makes room for the next event. Id, model, fingerprint and time stay: each event of a stream repeats them.</summary>
    protected override void ClearMembers()
    {
        HasChoices = false;
        Usage = null;
        RawUsage = null;
        Others.Clear();
        ChoiceCount = 0;
    }
}

/// <summary>One choice of a <see cref="ChatChunk"/>.</summary>
internal sealed class ChatChunkChoice
{
    public int Index { get; set; }

    public string? Role { get; set; }

    public string? Content { get; set; }

    /// <summary>The content as it came, where it is parts that say more than their text.</summary>
    public JsonSlice Parts { get; set; }

    /// <summary>Whether it came as a <c>message</c>, which is a whole or some piece of it.</summary>
    public bool IsMessage { get; set; }

    /// <summary>Whether it brings anything of an answer.</summary>
    public bool HasContent => Content is { Length: > 0 } || Reasoning is { Length: > 0 } || PartReasoning is not null || StructuredReasoning is not null
        || TextElsewhere is not null || Refusal is { Length: > 0 } || ToolCalls is not null || FunctionCall is not null || Images is not null || PartImages is not null || Audio is not null;

    /// <summary>Whether the content stands in <c>text</c>, as a legacy completion has it.</summary>
    public bool IsLegacy { get; set; }

    /// <summary>Reasoning from a member that is plain text.</summary>
    public string? Reasoning { get; set; }

    /// <summary>The names of those members, as <see cref="ChatMessageReader.ReasoningNames"/> counts them: one bit each.</summary>
    public int ReasoningNames { get; set; }

    /// <summary>Reasoning among the parts of the content.</summary>
    public string? PartReasoning { get; set; }

    /// <summary>Reasoning in a structure that is kept besides. It may repeat what stands in the others.</summary>
    public string? StructuredReasoning { get; set; }

    /// <summary>What stands for the content where it is left empty: the transcript of a spoken answer, or an object that was parsed on the way.</summary>
    public string? TextElsewhere { get; set; }

    /// <summary>The sound of a spoken answer, or a piece of it.</summary>
    public byte[]? Audio { get; set; }

    public string? Refusal { get; set; }

    public string? FinishReason { get; set; }

    public List<ChatChunkToolCall>? ToolCalls { get; set; }

    /// <summary>The call in <c>function_call</c>, which <c>tool_calls</c> replaced.</summary>
    public ChatChunkToolCall? FunctionCall { get; set; }

    /// <summary>Addresses and data URIs of images in fields of their own.</summary>
    public List<string>? Images { get; set; }

    /// <summary>The same of images among the parts of the content.</summary>
    public List<string>? PartImages { get; set; }

    /// <summary>Members of the choice that this reader does not know or need, to be kept.</summary>
    public OtherMembers Others { get; } = new();

    /// <summary>The same of its message.</summary>
    public OtherMembers MessageOthers { get; } = new();

    public void Clear()
    {
        Index = ReasoningNames = 0;
        Role = Content = Reasoning = PartReasoning = StructuredReasoning = TextElsewhere = Refusal = FinishReason = null;
        Parts = default;
        IsLegacy = IsMessage = false;
        ToolCalls = null;
        FunctionCall = null;
        Images = PartImages = null;
        Audio = null;
        Others.Clear();
        MessageOthers.Clear();
    }
}

/// <summary>A tool call or a fragment of one.</summary>
/// <param name="Index">Its key; null where the server sent none.</param>
/// <param name="Position">Its place among the calls of the piece.</param>
/// <param name="Id">On the first fragment only.</param>
/// <param name="Name">On the first fragment only.</param>
/// <param name="Arguments">JSON text, or a piece of it.</param>
internal readonly record struct ChatChunkToolCall(int? Index, int Position, string? Id, string? Name, string? Arguments)
{
    /// <summary>The whole fragment, where it has more than these.</summary>
    public JsonElement Json { get; init; }
}
