using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Http;

namespace Whatai.Client;

/// <summary>
/// Has the runtime compile what a first call needs, on another thread while the caller prepares that call: a script that asks one question
/// waits for that longer than for the gateway. The call is answered in memory, and nothing is sent.
/// </summary>
internal sealed class WarmUp : HttpMessageHandler
{
    private const string Answer = """{"id":"","object":"chat.completion","created":1,"model":"","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private static int s_isBegun;

    /// <summary>Begins, once in a process. Where calls are observed, this one would be, so that it is left out.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref s_isBegun, 1) == 0 && !CallTelemetry.HasListeners)
        {
            _ = Task.Run(RunAsync);
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Answer));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Task.FromResult(new HttpResponseMessage { Content = content });
    }

    internal static async Task RunAsync()
    {
        using var client = new WhataiClient(new ConnectionOptions { BaseUrls = [new Uri("http://127.0.0.1/")] }, new WarmUp());
        await client.Chat.CompleteAsync(new ChatRequest { Model = "x", Messages = [new ChatMessage(ChatRole.User, "x")] }).ConfigureAwait(false);
    }
}
