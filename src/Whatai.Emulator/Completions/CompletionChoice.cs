using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Completions;

/// <summary>One choice: the generated text, and the prompt that <c>echo</c> puts before it.</summary>
internal sealed record CompletionChoice(Answer Answer, string Prompt, bool Echo)
{
    internal string FinishReason => Answer.FinishReason;

    internal long Length => (Echo ? Prompt.Length : 0) + Answer.Segments.Sum(s => s.Length);

    /// <summary>The text, token by token.</summary>
    internal IEnumerable<string> Pieces()
        => (Echo ? ChunkSplitter.Split(Prompt) : []).Concat(Answer.Segments.SelectMany(s => s.Pieces()));
}
