using System;
using System.Net.Http;
using Whatai.Client.Audio;
using Whatai.Client.Billing;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Embeddings;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Messages;
using Whatai.Client.Models;
using Whatai.Client.Moderations;
using Whatai.Client.Raw;
using Whatai.Client.Rerank;
using Whatai.Client.Responses;
using Whatai.Client.Videos;

namespace Whatai.Client;

/// <summary>
/// A client of one gateway account. It owns one pooled handler; keep it for as long as the account is used. Safe for
/// calls side by side.
/// </summary>
public sealed class WhataiClient : IDisposable
{
    private readonly ApiSender _sender;

    /// <summary>Creates the client. Nothing is sent yet.</summary>
    /// <param name="options">How to reach the gateway.</param>
    /// <exception cref="ArgumentException">There is no base URL, or the key has characters that no header can carry.</exception>
    public WhataiClient(ConnectionOptions options)
        : this(options, handler: null)
    {
    }

    internal WhataiClient(ConnectionOptions options, HttpMessageHandler? handler, TimeProvider? clock = null, Func<double>? jitter = null)
    {
        if ((options ?? throw new ArgumentNullException(nameof(options))).BaseUrls.Count == 0)
        {
            throw new LocalizableMessage("NoBaseUrl", $"A connection needs at least one base URL.").ToArgumentException(nameof(options));
        }

        ApiKeyText.ThrowIfUnusable(options.ApiKey);
        _sender = new ApiSender(options, handler, clock, jitter);
        Chat = new(_sender, ChatProtocol.Instance);
        Responses = new(_sender);
        Gemini = new(_sender, GeminiProtocol.Instance);
        Messages = new(_sender);
        Completions = new(_sender, TextCompletionProtocol.Instance);
        Images = new(_sender, Chat, Gemini);
        Videos = new(_sender);
        Audio = new(_sender);
        Embeddings = new(_sender);
        Rerank = new(_sender);
        Moderations = new(_sender);
        Models = new(_sender);
        Billing = new(_sender);
        Files = new(_sender);
        Raw = new(_sender);
    }

    /// <summary>Has the runtime compile what a first call needs, beside what the caller does meanwhile; once in a process. Nothing is sent.</summary>
    public static void BeginWarmUp() => WarmUp.Begin();

    /// <summary>How the gateway is reached.</summary>
    public ConnectionOptions Options => _sender.Options;

    /// <summary>The endpoint that is used now: the first one that is not set aside because it did not serve.</summary>
    public Uri CurrentEndpoint => _sender.CurrentEndpoint;

    /// <summary>Why the last call is not in the log that <see cref="ConnectionOptions.LogPath"/> names; null where it is, or where there is none.</summary>
    public Exception? LogProblem => _sender.LogProblem;

    /// <summary>Chat completions.</summary>
    public ConversationClient<ChatRequest, ChatCompletion, ChatDelta> Chat { get; }

    /// <summary>The Responses API.</summary>
    public ResponseClient Responses { get; }

    /// <summary>Gemini's own API.</summary>
    public ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> Gemini { get; }

    /// <summary>Claude's own API.</summary>
    public MessageClient Messages { get; }

    /// <summary>Legacy text completions.</summary>
    public ConversationClient<TextCompletionRequest, ChatCompletion, ChatDelta> Completions { get; }

    /// <summary>Images: generated, edited, in tasks, to disk.</summary>
    public ImageClient Images { get; }

    /// <summary>Video tasks.</summary>
    public VideoClient Videos { get; }

    /// <summary>Text to speech and speech to text.</summary>
    public AudioClient Audio { get; }

    /// <summary>Embeddings.</summary>
    public EmbeddingClient Embeddings { get; }

    /// <summary>Documents ranked by how well they fit a query.</summary>
    public RerankClient Rerank { get; }

    /// <summary>Whether texts and images are harmful.</summary>
    public ModerationClient Moderations { get; }

    /// <summary>The models that the key may use.</summary>
    public ModelClient Models { get; }

    /// <summary>The balance.</summary>
    public BillingClient Billing { get; }

    /// <summary>Hosted files.</summary>
    public FileClient Files { get; }

    /// <summary>Any other route.</summary>
    public RawClient Raw { get; }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sender.Dispose();
}
