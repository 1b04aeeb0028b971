using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Gemini;

/// <summary>A Gemini answer as it stands on the wire, whole or a piece: both have the same shape.</summary>
internal sealed class GeminiChunk : WireChunk
{
    private readonly List<GeminiChunkCandidate> _pool = [];

    /// <summary><c>responseId</c>.</summary>
    public string? Id { get; set; }

    /// <summary><c>modelVersion</c>.</summary>
    public string? Model { get; set; }

    /// <summary>Why the prompt was blocked, where it was.</summary>
    public string? BlockReason { get; set; }

    /// <summary>The same in words.</summary>
    public string? BlockMessage { get; set; }

    /// <summary>The <c>usageMetadata</c> member.</summary>
    public JsonSlice Usage { get; set; }

    /// <summary>Members that this reader does not know or need, to be kept.</summary>
    public OtherMembers Others { get; } = new();

    public int CandidateCount { get; private set; }

    public override bool HasAnswer => CandidateCount > 0 || Usage.Length > 0 || BlockReason is not null;

    public override bool HasContent
    {
        get
        {
            for (int i = 0; i < CandidateCount; i++)
            {
                if (_pool[i].Parts.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public GeminiChunkCandidate this[int index] => _pool[index];

    public GeminiChunkCandidate AddCandidate()
    {
        if (CandidateCount == _pool.Count)
        {
            _pool.Add(new GeminiChunkCandidate());
        }

        GeminiChunkCandidate candidate = _pool[CandidateCount];
        candidate.Clear();
        candidate.Index = CandidateCount++;
        return candidate;
    }

    // Id and model stay: each event of a stream repeats them.
    protected override void ClearMembers()
    {
        BlockReason = BlockMessage = null;
        Usage = default;
        Others.Clear();
        CandidateCount = 0;
    }
}

/// <summary>One candidate of a <see cref="GeminiChunk"/>.</summary>
internal sealed class GeminiChunkCandidate
{
    private readonly List<GeminiChunkPart> _pool = [];

    public int Index { get; set; }

    /// <summary>The <c>content</c> member.</summary>
    public JsonSlice Content { get; set; }

    /// <summary>Who speaks in the content; null where that is not said.</summary>
    public string? Role { get; set; }

    public List<GeminiChunkPart> Parts { get; } = [];

    public string? FinishReason { get; set; }

    public string? FinishMessage { get; set; }

    /// <summary>Members that this reader does not know or need, to be kept.</summary>
    public OtherMembers Others { get; } = new();

    /// <summary>Adds a plain part, to be filled.</summary>
    public GeminiChunkPart AddPart()
    {
        if (Parts.Count == _pool.Count)
        {
            _pool.Add(new GeminiChunkPart());
        }

        GeminiChunkPart part = _pool[Parts.Count];
        part.Clear();
        Parts.Add(part);
        return part;
    }

    public void Clear()
    {
        Index = 0;
        Content = default;
        Role = FinishReason = FinishMessage = null;
        Parts.Clear();
        Others.Clear();
    }
}

/// <summary>One part of a candidate's content. One instance is filled again for each event of a stream.</summary>
internal sealed class GeminiChunkPart
{
    /// <summary>The part's JSON.</summary>
    public JsonSlice Json { get; set; }

    /// <summary>Whether the part has nothing but text, so that it can be joined with its neighbour.</summary>
    public bool IsPlain { get; set; } = true;

    /// <summary>Whether it belongs to what the model thought, not to its answer.</summary>
    public bool IsThought { get; set; }

    public string? Text { get; set; }

    /// <summary>Inline data, decoded.</summary>
    public byte[]? Data { get; set; }

    /// <summary>A file's address.</summary>
    public string? Address { get; set; }

    /// <summary>The data's or the file's type, as the server says.</summary>
    public string? MediaType { get; set; }

    /// <summary>The function that is to be called.</summary>
    public string? CallName { get; set; }

    public string? CallId { get; set; }

    /// <summary>The arguments as JSON text.</summary>
    public string? CallArguments { get; set; }

    /// <summary>Code that the server runs, or what came of it.</summary>
    public CodeExecution? Code { get; set; }

    public void Clear()
    {
        Json = default;
        IsPlain = true;
        IsThought = false;
        Text = Address = MediaType = CallName = CallId = CallArguments = null;
        Data = null;
        Code = null;
    }
}
