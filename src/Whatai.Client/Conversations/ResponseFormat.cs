using System.Text.Json;

namespace Whatai.Client.Conversations;

/// <summary>What an answer must be: any JSON object, or one that fits a schema.</summary>
public sealed record ResponseFormat
{
    /// <summary>The schema's name for the model: letters, digits, <c>_</c> and <c>-</c>, 64 at most.</summary>
    public string Name { get; init; } = "answer";

    /// <summary>What the answer is for, for the model to read; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema; null asks for any JSON object (JSON mode).</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether the model is held to the schema as it writes. Only some schemas can be strict.</summary>
    public bool Strict { get; init; }

    /// <summary>The schema's name, or that there is none.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Schema is null ? "json_object" : $"json_schema {Name}";
}
