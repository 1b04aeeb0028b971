using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Script;

/// <summary>A function that the model may call.</summary>
internal sealed record Tool(string Name, JsonElement? Parameters)
{
    /// <summary>Whether it is OpenAI's custom tool, whose input is any text.</summary>
    internal bool IsCustom { get; init; }
}

/// <summary>How an answer includes an image outside its text.</summary>
/// <param name="Width">In pixels, unless a directive gives it.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Place">The place of an image without a directive; see /image.</param>
/// <param name="IsAutomatic">Whether an image is added without a directive.</param>
/// <param name="ReplacesText">Whether a separate image replaces the text.</param>
internal sealed record ImageOutput(int Width, int Height, string Place, bool IsAutomatic, bool ReplacesText = false)
{
    internal const int DefaultSide = 64;
}

/// <summary>A hosted web search tool.</summary>
/// <param name="Results">The number of pages that an answer cites.</param>
/// <param name="Forced">Whether tool_choice requires a search.</param>
internal sealed record SearchTool(int Results, bool Forced);

/// <summary>A request for a chat-like answer, independent of its wire format: everything that the script uses.</summary>
/// <param name="Model">The requested model.</param>
/// <param name="Messages">The whole conversation.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Param">The body's member that holds the conversation; errors in directives name it.</param>
internal sealed record Prompt(string Model, IReadOnlyList<Message> Messages, JsonElement Body, string Param)
{
    internal int Choices { get; init; } = 1;

    /// <summary>The limit on an answer's tokens; null for none.</summary>
    internal long? MaxTokens { get; init; }

    internal IReadOnlyList<string> Stops { get; init; } = [];

    internal ResponseFormat Format { get; init; } = ResponseFormat.Text;

    internal IReadOnlyList<Tool> Tools { get; init; } = [];

    internal bool ToolsForbidden { get; init; }

    /// <summary>The tool that must be called unless there is a directive or a tool's result; null when there is none.</summary>
    internal Tool? ForcedTool { get; init; }

    /// <summary>Null when no web search was offered.</summary>
    internal SearchTool? Search { get; init; }

    /// <summary>Null when no other tool of the gateway's own was offered.</summary>
    internal HostedTools? Hosted { get; init; }

    /// <summary>What was decided of the calls that needed an approval; empty when nothing was.</summary>
    internal IReadOnlyList<McpDecision> Decisions { get; init; } = [];

    /// <summary>Null when an image can only be part of the text.</summary>
    internal ImageOutput? Image { get; init; }

    /// <summary>Whether an answer can report a blocked prompt; otherwise it is an error.</summary>
    internal bool ReportsBlocks { get; init; }

    /// <summary>Whether a last message of the assistant is gone on with.</summary>
    internal bool ContinuesAnswers { get; init; }

    /// <summary>The token limit of the thought that precedes every answer; null for no thought.</summary>
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
