using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Script;

/// <summary>A function that the model may call.</summary>
internal sealed record Tool(string Name, JsonElement? Parameters);

/// <summary>How an answer may give an image apart from its text.</summary>
/// <param name="Width">In pixels, when no directive says otherwise.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Place">Where an image goes that no directive asked for; see /image.</param>
/// <param name="IsUnasked">An image comes without a directive.</param>
/// <param name="IsAlone">An image apart from the text leaves the text out.</param>
internal sealed record ImageOut(int Width, int Height, string Place, bool IsUnasked, bool IsAlone = false)
{
    internal const int DefaultSide = 64;
}

/// <summary>A hosted search of the web.</summary>
/// <param name="Results">How many pages an answer cites.</param>
/// <param name="Forced">A search is asked for without a directive.</param>
internal sealed record SearchTool(int Results, bool Forced);

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

    /// <summary>The tool that must be called, unless a directive or a tool's result says otherwise; null when there is none.</summary>
    internal Tool? ForcedTool { get; init; }

    /// <summary>Null when the web cannot be searched.</summary>
    internal SearchTool? Search { get; init; }

    /// <summary>Null when an image can only be in the text.</summary>
    internal ImageOut? Image { get; init; }

    /// <summary>Whether an answer can say that the prompt was blocked; else that is an error.</summary>
    internal bool TellsOfBlocks { get; init; }

    /// <summary>The most tokens of a thought that precedes every answer; null for no thought.</summary>
    internal long? Thinking { get; init; }

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
