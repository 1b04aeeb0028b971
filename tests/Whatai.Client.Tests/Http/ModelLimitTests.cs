using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Embeddings;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Messages;
using Whatai.Client.Moderations;
using Whatai.Client.Rerank;
using Whatai.Client.Responses;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A limit that the gateway has for one model holds up no other, whichever route asks.</summary>
public class ModelLimitTests
{
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "x")];

    private static readonly Dictionary<string, Func<WhataiClient, string, CallOptions, Task>> s_calls = new()
    {
        ["chat"] = static (client, model, options) => client.Chat.CompleteAsync(new ChatRequest { Model = model, Messages = s_messages }, options),
        ["responses"] = static (client, model, options) => client.Responses.CompleteAsync(new ResponseRequest { Model = model, Messages = s_messages }, options),
        ["gemini"] = static (client, model, options) => client.Gemini.CompleteAsync(new GeminiRequest { Model = model, Messages = s_messages }, options),
        ["messages"] = static (client, model, options) => client.Messages.CompleteAsync(new MessageRequest { Model = model, Messages = s_messages }, options),
        ["completions"] = static (client, model, options) => client.Completions.CompleteAsync(new TextCompletionRequest { Model = model, Prompts = ["x"] }, options),
        ["embeddings"] = static (client, model, options) => client.Embeddings.EmbedAsync(new EmbeddingRequest { Model = model, Inputs = ["x"] }, options),
        ["rerank"] = static (client, model, options) => client.Rerank.RankAsync(new RerankRequest { Model = model, Query = "x", Documents = ["y"] }, options),
        ["moderations"] = static (client, model, options) => client.Moderations.ModerateAsync(new ModerationRequest { Model = model, Inputs = [new ModerationInput("x")] }, options),
        ["images"] = static (client, model, options) => client.Images.GenerateAsync(new ImageRequest { Model = model, Prompt = "x" }, options),
        ["videos"] = static (client, model, options) => client.Videos.StartAsync(new VideoRequest { Model = model, Prompt = "x" }, options),
    };

    public static TheoryData<string> Routes => [.. s_calls.Keys];

    [Theory]
    [MemberData(nameof(Routes))]
    public void Another_model_is_asked_at_once(string route)
    {
        var clock = new VirtualClock();
        var relay = new Relay(clock);
        using var client = new WhataiClient(Given.Options(), relay, clock.ForProcess(), () => 0);
        var options = new CallOptions { LimitWait = new RateLimitWait() };

        clock.Run(() => Task.WhenAll(CallAsync(route, client, "model-full", options), CallAsync(route, client, "model-free", options)));

        Assert.Equal(0, Assert.Single(relay.Sent, static sent => sent.Model == "model-free").At.TotalSeconds);
        Assert.Equal([0, 60], relay.Sent.Where(static sent => sent.Model == "model-full").Select(static sent => Math.Round(sent.At.TotalSeconds)));
    }

    // What is answered is no answer: this is about when it is asked.
    private static async Task CallAsync(string route, WhataiClient client, string model, CallOptions options)
    {
        try
        {
            await s_calls[route](client, model, options).ConfigureAwait(false);
        }
        catch (WhataiException)
        {
        }
    }

    /// <summary>Refuses one model the first time, and answers whatever else with a refusal of the request itself.</summary>
    private sealed class Relay(VirtualClock clock) : HttpMessageHandler
    {
        public List<(string Model, TimeSpan At)> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = request.RequestUri + await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            string model = body.Contains("model-full", StringComparison.Ordinal) ? "model-full" : "model-free";
            bool isRefused = model == "model-full" && !Sent.Exists(sent => sent.Model == model);
            Sent.Add((model, clock.Elapsed));
            return isRefused
                ? Answer(HttpStatusCode.TooManyRequests, "Rate limit reached for model-full on requests per min (RPM): Limit 1. Please try again in 60s.")
                : Answer(HttpStatusCode.BadRequest, "no");
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string words) => new(status)
        {
            Content = new StringContent($$$"""{"error":{"message":"{{{words}}}","type":"new_api_error","param":"","code":null}}""", Encoding.UTF8, "application/json"),
        };
    }
}
