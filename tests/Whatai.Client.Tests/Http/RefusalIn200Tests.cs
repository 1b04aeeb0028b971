using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Embeddings;
using Whatai.Client.Gemini;
using Whatai.Client.Images;
using Whatai.Client.Moderations;
using Whatai.Client.Rerank;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Refusals whose status says 200, in the shapes of those who do so: an error everywhere, whole and streamed, in the server's own words.</summary>
public class RefusalIn200Tests
{
    public static TheoryData<string, ErrorKind, string> Refusals => new()
    {
        { """{"id":"","choices":null,"created":0,"model":"","object":"","usage":null,"base_resp":{"status_code":1004,"status_msg":"login fail: Please carry the API secret key"}}""", ErrorKind.AuthenticationFailed, "login fail: Please carry the API secret key" },
        { """{"choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", ErrorKind.QuotaExceeded, "insufficient balance" },
        { """{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", ErrorKind.RateLimited, "rate limit" },
        { """{"code":10013,"message":"input content audit failed","sid":"cht000"}""", ErrorKind.InvalidRequest, "input content audit failed" },
        { """{"code":11202,"message":"licc failed","sid":"cht000"}""", ErrorKind.RateLimited, "licc failed" },
        { """{"code":500,"msg":"404 NOT_FOUND","success":false}""", ErrorKind.ServiceUnavailable, "404 NOT_FOUND" },
        { """{"code":401,"msg":"token expired"}""", ErrorKind.AuthenticationFailed, "token expired" },
        { """{"error_code":336003,"error_msg":"the max input characters is 20000","id":"as-1"}""", ErrorKind.InvalidRequest, "the max input characters is 20000" },
        { """{"error_code":17,"error_msg":"Open api daily request limit reached"}""", ErrorKind.QuotaExceeded, "Open api daily request limit reached" },
        { """{"errcode":1,"errmsg":"bad"}""", ErrorKind.ServiceUnavailable, "bad" },
        { """{"object":"error","message":"This model maximum context length is 4096 tokens","type":"BadRequestError","param":null,"code":400}""", ErrorKind.InvalidRequest, "This model maximum context length is 4096 tokens" },
        { """{"object":"error","message":"No","type":"invalid_request_error","code":"1300","raw_status_code":429}""", ErrorKind.RateLimited, "No" },
        { """{"code":"InvalidParameter","message":"Range of input length should be [1, 30720]","request_id":"r-1"}""", ErrorKind.InvalidRequest, "Range of input length should be [1, 30720]" },
        { """{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r-1"}""", ErrorKind.AuthenticationFailed, "Invalid API-key provided." },
        { """{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded","request_id":"r-1","output":null}""", ErrorKind.RateLimited, "Requests rate limit exceeded" },
        { """{"code":"Arrearage","message":"Access denied, arrears","request_id":"r-1"}""", ErrorKind.QuotaExceeded, "Access denied, arrears" },
        { """{"Response":{"Error":{"Code":"AuthFailure","Message":"secret id not found"},"RequestId":"r-1"}}""", ErrorKind.AuthenticationFailed, "secret id not found" },
        { """{"ErrorMsg":{"Msg":"no auth","Code":4001}}""", ErrorKind.ServiceUnavailable, "no auth" },
        { """{"detail":"Model is overloaded"}""", ErrorKind.ServiceUnavailable, "Model is overloaded" },
        { """{"message":"You exceeded your quota"}""", ErrorKind.ServiceUnavailable, "You exceeded your quota" },
        { """{"status":"error","message":"upstream down"}""", ErrorKind.ServiceUnavailable, "upstream down" },
        { """{"errors":[{"code":7003,"message":"No route for that URI"}],"success":false,"result":null,"messages":[]}""", ErrorKind.ServiceUnavailable, "No route for that URI" },
        { """{"error":true,"message":"bad key"}""", ErrorKind.ServiceUnavailable, "bad key" },
        { """{"error":[{"message":"first"}]}""", ErrorKind.ServiceUnavailable, "first" },
        { """{"error":500,"message":"boom"}""", ErrorKind.ServiceUnavailable, "boom" },
        { """{"__type":"com.amazon.coral#ThrottlingException","code":429,"Message":"Too many tokens"}""", ErrorKind.RateLimited, "Too many tokens" },
        { """{"code":404,"message":"The model does not exist"}""", ErrorKind.NotFound, "The model does not exist" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Every_api_says_why_when_asked_whole(string body, ErrorKind kind, string words)
    {
        foreach (Func<WhataiClient, Task> ask in Whole())
        {
            using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Ok(body)), new FakeClock());
            Check(await Assert.ThrowsAsync<WhataiException>(() => ask(client)), kind, words);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Every_api_says_why_when_asked_as_a_stream(string body, ErrorKind kind, string words)
    {
        foreach (string events in new[] { Given.Event(body), Given.Event(body) + Given.Event("[DONE]"), ": PING\n\n" + Given.Event(body) })
        {
            foreach (Func<WhataiClient, Task> ask in Streamed())
            {
                using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Events(events)), new FakeClock());
                Check(await Assert.ThrowsAsync<WhataiException>(() => ask(client)), kind, words);
            }
        }
    }

    [Theory]
    [InlineData("""{"id":"x","object":"chat.completion","choices":[],"usage":null}""")]
    [InlineData("""{"id":"x","object":"chat.completion","choices":null}""")]
    [InlineData("""{"error":null,"choices":[]}""")]
    public async Task An_answer_without_choices_has_no_words(string body)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Ok(body)), new FakeClock());
        using var streaming = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Events(Given.Event(body))), new FakeClock());

        Assert.Equal(ErrorKind.InvalidResponse, (await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")))).Kind);
        Assert.Equal(ErrorKind.IncompleteAnswer, ((WhataiException)(await streaming.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Error!).Kind);
    }

    // What comes beside an answer, or says how things go, is none.
    [Theory]
    [InlineData("""{"code":0,"message":"Success","sid":"cht0"}""")]
    [InlineData("""{"message":"processing"}""")]
    [InlineData("""{"status":"queued","message":"waiting"}""")]
    [InlineData("""{"error":null}""")]
    [InlineData("""{"error":""}""")]
    [InlineData("""{"error":[]}""")]
    [InlineData("""{"base_resp":{"status_code":0,"status_msg":""}}""")]
    [InlineData("""{"choices":[],"prompt_filter_results":[{"prompt_index":0}],"id":""}""")]
    public async Task What_is_said_beside_an_answer_is_no_error(string beside)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(Given.Event(beside) + Given.ChatEvents("Hello"))), new FakeClock());

        Assert.Equal("Hello", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    private static void Check(WhataiException failure, ErrorKind kind, string words)
    {
        Assert.Equal(words, failure.ServerMessage);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(kind, failure.Kind);
    }

    private static IEnumerable<Func<WhataiClient, Task>> Whole() =>
    [
        static client => client.Chat.CompleteAsync(Given.Chat("Hi")),
        static client => client.Completions.CompleteAsync(new TextCompletionRequest { Model = "m", Prompts = ["Hi"] }),
        static client => client.Responses.CompleteAsync(new ResponseRequest { Model = "m", Messages = [new ChatMessage(ChatRole.User, "Hi")] }),
        static client => client.Gemini.CompleteAsync(new GeminiRequest { Model = "m", Messages = [new ChatMessage(ChatRole.User, "Hi")] }),
        static client => client.Embeddings.EmbedAsync(new EmbeddingRequest { Model = "m", Inputs = ["Hi"] }),
        static client => client.Rerank.RankAsync(new RerankRequest { Model = "m", Query = "Hi", Documents = ["Hi"] }),
        static client => client.Moderations.ModerateAsync(new ModerationRequest { Inputs = [new("Hi")] }),
        static client => client.Models.ListAsync(),
        static client => client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "Hi" }),
    ];

    private static IEnumerable<Func<WhataiClient, Task>> Streamed() =>
    [
        static client => ReadAsync(client.Chat.StreamAsync(Given.Chat("Hi"))),
        static client => ReadAsync(client.Completions.StreamAsync(new TextCompletionRequest { Model = "m", Prompts = ["Hi"] })),
        static client => ReadAsync(client.Responses.StreamAsync(new ResponseRequest { Model = "m", Messages = [new ChatMessage(ChatRole.User, "Hi")] })),
        static client => ReadAsync(client.Gemini.StreamAsync(new GeminiRequest { Model = "m", Messages = [new ChatMessage(ChatRole.User, "Hi")] })),
    ];

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (T _ in stream)
        {
        }
    }
}
