using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Script;

/// <summary>A function that the model may call.</summary>
internal sealed record Tool(string Name, JsonElement? Parameters);

/// <summary>What a request for a chat-like answer comes down to, whatever its wire format: all that the script looks at.</summary>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Messages">The whole conversation.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Param">The body's member that holds the conversation; a bad directive is blamed on it.</param>
internal sealed record Prompt(string Model, IReadOnlyList<Message> Messages, JsonElement Body, string Param)
{
    internal int Choices { get; init; } = 1;

    /// <summary>The limit on an answer's tokens; null for none.</summary>
    internal long? MaxTokens { get; init; }

    internal IReadOnlyList<string> Stops { get; init; } = [];

    internal ResponseFormat Format { get; init; } = ResponseFormat.Text;

    internal IReadOnlyList<Tool> Tools { get; init; } = [];

    internal bool ToolsForbidden { get; init; }

    /// <summary>At least 1.</summary>
    internal long Tokens => Math.Max(1, Messages.Sum(m => m.Tokens));

    internal Message? LastUser => Messages.LastOrDefault(m => m.Role == "user");

    /// <summary>The body's JSON without the conversation.</summary>
    internal string Parameters => JsonBytes.Text(JsonBytes.Object(w =>
    {
        foreach (JsonProperty member in Body.EnumerateObject().Where(p => !p.NameEquals(Param)))
        {
            member.WriteTo(w);
        }
    }));

    /// <summary>The tool of that name, when it may be called.</summary>
    internal Tool? Find(string name) => ToolsForbidden ? null : Tools.FirstOrDefault(t => t.Name == name);
}
