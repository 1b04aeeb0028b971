using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Messages;

/// <summary>
/// A request to Claude's own API. Names and words are those of Anthropic's API reference, <c>messages/create</c>; what else it knows goes by
/// <see cref="Http.CallOptions.ExtraBody"/>. <see cref="ModelRequest.Temperature"/> goes to 1 here, and many newer models refuse it.
/// </summary>
public sealed record MessageRequest : ModelRequest
{
    /// <summary>The longest answer, in tokens, where <see cref="ModelRequest.MaxTokens"/> is null: the API wants a number. Tokens to think with come on top.</summary>
    public const int DefaultMaxTokens = 8192;

    /// <summary>Texts that end the answer (<c>stop_sequences</c>).</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>How many of the likeliest tokens to sample from.</summary>
    public int? TopK { get; init; }

    /// <summary><c>adaptive</c>, <c>enabled</c> or <c>disabled</c>, as the model knows them; null leaves it to the model, or to <see cref="ThinkingBudget"/>.</summary>
    public string? Thinking { get; init; }

    /// <summary>The most tokens to think with (<c>thinking.budget_tokens</c>), 1024 at least and below <see cref="ModelRequest.MaxTokens"/>; 0 turns thinking off. Models from Opus 4.7 on want <see cref="Thinking"/> in its place.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>What to show of the thinking: <c>summarized</c> or <c>omitted</c>; null leaves it to the model.</summary>
    public string? ThinkingDisplay { get; init; }

    /// <summary>How much to spend on the answer: <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c> or <c>max</c>, as the model allows (<c>output_config.effort</c>).</summary>
    public string? Effort { get; init; }

    /// <summary>Whether the tools and the system message are kept in the prompt cache (<c>cache_control</c>).</summary>
    public bool CacheSystem { get; init; }

    /// <summary>Whether the conversation so far is kept in the prompt cache, for the next turn.</summary>
    public bool CacheMessages { get; init; }

    /// <summary>How long the cache keeps it: <c>5m</c>, the API's default, or <c>1h</c>, which is dearer to write.</summary>
    public string? CacheTtl { get; init; }

    /// <summary>Lets the model search the web; null does not.</summary>
    public MessageWebSearch? WebSearch { get; init; }

    /// <summary>Whether the answer says where in the documents of the messages its sentences come from. Not together with a schema.</summary>
    public bool CiteDocuments { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control (<c>metadata.user_id</c>).</summary>
    public string? User { get; init; }

    /// <summary><c>auto</c> or <c>standard_only</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>How often an answer that the server paused (<c>pause_turn</c>) is gone on with by itself; each time is a request that is billed.</summary>
    public int MaxContinuations { get; init; } = 5;

    /// <summary>What goes as <c>max_tokens</c>.</summary>
    internal int EffectiveMaxTokens => MaxTokens ?? DefaultMaxTokens + (ThinkingBudget > 0 ? ThinkingBudget.Value : 0);
}
