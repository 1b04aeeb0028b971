using System.Collections.Generic;
using System.Text;

namespace Whatai.Client.Conversations;

/// <summary>A piece of a streamed answer, whatever the API. The last one carries the whole answer.</summary>
public abstract record ModelDelta
{
    private readonly byte[] _raw = [];

    /// <summary>New text of the answer; empty where the piece has none.</summary>
    public abstract string Text { get; init; }

    /// <summary>New text of the reasoning.</summary>
    public abstract string? Reasoning { get; init; }

    /// <summary>Why the answer ended, on a piece that ends it.</summary>
    public abstract string? FinishReason { get; init; }

    /// <summary>New text of a refusal.</summary>
    public string? Refusal { get; init; }

    /// <summary>Fragments of tool calls: the arguments are pieces of JSON, id and name are empty but on the first.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init => field = value is null ? null : ItemList.Of(value); }

    /// <summary>A web search that begins or has ended.</summary>
    public WebSearchCall? WebSearch { get; init; }

    /// <summary>Code that the server has run, or is to run.</summary>
    public CodeExecution? CodeExecution { get; init; }

    /// <summary>The choice that the piece belongs to, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The server's JSON of this piece; empty on a last piece that the stream's end alone made.</summary>
    public string RawJson => Encoding.UTF8.GetString(_raw);

    internal byte[] Raw
    {
        init => _raw = value;
    }

    // No public member: with that of the API it would be two of one name, which ConvertTo-Json can't write.
    internal abstract ModelAnswer? WholeAnswer { get; }

    /// <summary>The new text of the answer.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => Text;
}

/// <summary>A piece of a streamed answer of one API.</summary>
/// <typeparam name="TAnswer">The API's whole answer.</typeparam>
public abstract record ModelDelta<TAnswer> : ModelDelta
    where TAnswer : ModelAnswer
{
    /// <inheritdoc/>
    public override string? FinishReason { get; init; }

    /// <summary>On the last piece, the whole answer with its usage.</summary>
    public TAnswer? Completion { get; init; }

    internal sealed override ModelAnswer? WholeAnswer => Completion;
}

/// <summary>What is read of a piece whatever its API.</summary>
public static class ModelDeltaExtensions
{
    /// <summary>On the last piece, the whole answer with its usage.</summary>
    /// <param name="delta">The piece.</param>
    /// <returns>The answer; null on all others.</returns>
    public static ModelAnswer? GetCompletion(this ModelDelta delta) => delta.WholeAnswer;
}
