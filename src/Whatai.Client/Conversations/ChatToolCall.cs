namespace Whatai.Client.Conversations;

/// <summary>A tool that the model asks to be called.</summary>
/// <param name="Id">The id that the tool's answer must carry.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text as the model wrote it; it may be broken. Where it was encoded twice, once.</param>
public record ChatToolCall(string Id, string Name, string Arguments)
{
    /// <summary>Name and arguments.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}({Arguments})";
}
