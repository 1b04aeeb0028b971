using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>A Gemini request, validated as Google validates it. Unknown members are ignored.</summary>
internal sealed record GeminiRequest(Prompt Prompt)
{
    private static readonly string[] s_categories =
    [
        "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT",
        "HARM_CATEGORY_CIVIC_INTEGRITY",
    ];

    private static readonly string[] s_thresholds =
    [
        "HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF",
    ];

    internal bool IncludeThoughts { get; private init; }

    /// <inheritdoc cref="GeminiConfig.Alternatives"/>
    internal int? Alternatives { get; private init; }

    /// <summary>Whether the answer is spoken.</summary>
    internal bool Speaks { get; private init; }

    /// <summary>Whether the pages are read whose addresses the prompt has.</summary>
    internal bool ReadsPages { get; private init; }

    /// <summary>Whether function calls and answers with thoughts carry a signature.</summary>
    internal bool IsSigned => ThoughtSignature.IsRequired(Prompt.Model) || Prompt.Thinking is not null;

    /// <summary>The tokens that a real service would have cached: everything before the last user message, if any was answered.</summary>
    internal long CachedTokens { get; private init; }

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static GeminiRequest Parse(byte[] body, string model, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        JsonBody.RequireServed(model, state);
        CheckSafety(root);
        var contents = GeminiContents.Read(root, model);
        var config = GeminiConfig.Read(root, model);
        var tools = GeminiTools.Read(root);
        List<Message> messages = contents.Messages;
        int answered = messages.FindLastIndex(m => m.Role == "model");
        long cached = 0;
        for (int i = 0; i <= answered; i++)
        {
            cached += messages[i].Tokens;
        }

        return new GeminiRequest(new Prompt(model, messages, root, GeminiContents.Param)
        {
            Choices = config.Candidates,
            MaxTokens = config.MaxTokens,
            Stops = config.Stops,
            Format = config.Format,
            Image = config.Image,
            Thinking = config.Thinking,
            Tools = tools.Functions,
            ToolsForbidden = tools.Forbidden,
            ForcedTool = tools.Forced,
            Search = tools.Search,
            Hosted = new HostedTools { RunsCode = tools.RunsCode },
            ReportsBlocks = true,
        })
        {
            IncludeThoughts = config.IncludeThoughts,
            Alternatives = config.Alternatives,
            Speaks = config.Speaks,
            ReadsPages = tools.ReadsPages,
            CachedTokens = cached,
        };
    }

    private static void CheckSafety(JsonElement root)
    {
        const string Name = "safetySettings";
        int index = 0;
        foreach (JsonElement setting in ProtoMembers.Array(root, Name, string.Empty) is { } array ? array.EnumerateArray() : default)
        {
            string at = $"{Name}[{index++}]";
            if (setting.ValueKind != JsonValueKind.Object || ProtoMembers.Word(setting, "category", s_categories, at) is null)
            {
                throw ApiErrorException.Missing(at + ".category");
            }

            ProtoMembers.Word(setting, "threshold", s_thresholds, at);
        }
    }
}
