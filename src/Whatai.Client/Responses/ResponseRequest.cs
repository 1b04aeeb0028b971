using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;

namespace Whatai.Client.Responses;

/// <summary>
/// A request to the Responses API. <see cref="ModelRequest.MaxTokens"/> goes as <c>max_output_tokens</c>, reasoning included. Names and
/// words are those of OpenAI's API reference, <c>responses/create</c>.
/// </summary>
public sealed record ResponseRequest : ModelRequest
{
    /// <summary>
    /// Instructions for this answer alone: those of a previous response do not carry over. Null takes a system message that comes
    /// first, so that a conversation keeps its instructions whatever the API.
    /// </summary>
    public string? Instructions { get; init; }

    /// <summary>The response that the messages go on from, as the server keeps it. It must have been stored.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>How much to think: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, or what else the model knows.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>What to show of the thinking: <c>auto</c>, <c>concise</c> or <c>detailed</c>; null shows nothing.</summary>
    public string? ReasoningSummary { get; init; }

    /// <summary>Lets the model search the web; null does not.</summary>
    public WebSearch? WebSearch { get; init; }

    /// <summary>Lets the model make images.</summary>
    public bool ImageGeneration { get; init; }

    /// <summary>Further tools of the server, as the wire has them: <c>code_interpreter</c>, <c>file_search</c>, <c>mcp</c>.</summary>
    public IReadOnlyList<JsonElement>? BuiltInTools { get; init; }

    /// <summary>Whether the server keeps the response, so that another can go on from it; its own default is true.</summary>
    public bool? Store { get; init; }

    /// <summary>Whether the server makes the answer in the background: it is asked for by its id until it is there, and no connection need stay open. It must be stored.</summary>
    public bool Background { get; init; }

    /// <summary>
    /// What to do when the conversation is longer than the model can read: <c>auto</c> drops its beginning, <c>disabled</c> fails.
    /// </summary>
    public string? Truncation { get; init; }

    /// <summary>How much to write: <c>low</c>, <c>medium</c> or <c>high</c> (<c>text.verbosity</c>).</summary>
    public string? Verbosity { get; init; }

    /// <summary>0 to 20: how many of the likeliest tokens to tell of in each place of the answer, and how likely each token was; null tells nothing.</summary>
    public int? LogProbs { get; init; }

    /// <summary>How many calls of hosted tools there may be in all.</summary>
    public int? MaxToolCalls { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    public string? User { get; init; }

    /// <summary>An id of the end user for whom is asked, hashed, of at most 64 characters, for the gateway's abuse control. It takes the place of <see cref="User"/>.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>What requests have in common that begin alike, so that the server finds the beginning in its cache.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary><c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>, or what else the gateway knows.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Up to 16 texts to keep with the response; names of at most 64 characters, values of at most 512.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <inheritdoc/>
    internal override bool AsksForImages => ImageGeneration;
}
