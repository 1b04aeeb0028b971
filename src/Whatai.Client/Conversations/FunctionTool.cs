using System.Text.Json;

namespace Whatai.Client.Conversations;

/// <summary>A function that a model may call, whatever the API.</summary>
/// <param name="Name">Its name: letters, digits, <c>_</c> and <c>-</c>, 64 at most (OpenAI's rule, the strictest).</param>
/// <param name="Parameters">The JSON schema of its arguments.</param>
public sealed record FunctionTool(string Name, JsonElement Parameters)
{
    /// <summary>What it does; null where nothing says.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the model must keep to the schema; null leaves it to the gateway.</summary>
    public bool? Strict { get; init; }

    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;
}
