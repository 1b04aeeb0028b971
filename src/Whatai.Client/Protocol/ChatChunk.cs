using System.Collections.Generic;

namespace Whatai.Client.Protocol;

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

    public int ChoiceCount { get; private set; }

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

    /// <summary>Makes room for the next event. Id, model and fingerprint stay: each event of a stream repeats them.</summary>
    protected override void ClearMembers()
    {
        HasChoices = false;
        Created = 0;
        Usage = null;
        RawUsage = null;
        ChoiceCount = 0;
    }
}

/// <summary>One choice of a <see cref="ChatChunk"/>.</summary>
internal sealed class ChatChunkChoice
{
    public int Index { get; set; }

    public string? Role { get; set; }

    public string? Content { get; set; }

    /// <summary><c>reasoning_content</c>, else <c>reasoning</c>.</summary>
    public string? Reasoning { get; set; }

    public string? Refusal { get; set; }

    public string? FinishReason { get; set; }

    public List<ChatChunkToolCall>? ToolCalls { get; set; }

    /// <summary>Addresses and data URIs of images in fields of their own.</summary>
    public List<string>? Images { get; set; }

    public void Clear()
    {
        Index = 0;
        Role = Content = Reasoning = Refusal = FinishReason = null;
        ToolCalls = null;
        Images = null;
    }
}

/// <summary>A tool call or a fragment of one.</summary>
/// <param name="Index">Its key; its position where the server sent none.</param>
/// <param name="Id">On the first fragment only.</param>
/// <param name="Name">On the first fragment only.</param>
/// <param name="Arguments">JSON text, or a piece of it.</param>
internal readonly record struct ChatChunkToolCall(int Index, string? Id, string? Name, string? Arguments);
