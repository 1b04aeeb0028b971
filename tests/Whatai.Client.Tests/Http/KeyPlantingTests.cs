using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Completions;
using Whatai.Client.Embeddings;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Moderations;
using Whatai.Client.Raw;
using Whatai.Client.Rerank;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The key in every place that a server can write to, spelled in every way, in the answers of every API: it is nowhere seen.</summary>
public sealed class KeyPlantingTests
{
    private static readonly Dictionary<string, Func<WhataiClient, CallOptions, Task>> s_calls = new()
    {
        ["chat"] = (client, call) => client.Chat.CompleteAsync(Given.Chat("Hi"), call),
        ["chat stream"] = (client, call) => ReadAsync(client.Chat.StreamAsync(Given.Chat("Hi"), call)),
        ["responses"] = (client, call) => client.Responses.CompleteAsync(ResponseEvents.Ask(), call),
        ["responses stream"] = (client, call) => ReadAsync(client.Responses.StreamAsync(ResponseEvents.Ask(), call)),
        ["gemini"] = (client, call) => client.Gemini.CompleteAsync(GivenGemini.Request(), call),
        ["gemini stream"] = (client, call) => ReadAsync(client.Gemini.StreamAsync(GivenGemini.Request(), call)),
        ["completions"] = (client, call) => client.Completions.CompleteAsync(new TextCompletionRequest { Model = "m", Prompts = ["Hi"] }, call),
        ["completions stream"] = (client, call) => ReadAsync(client.Completions.StreamAsync(new TextCompletionRequest { Model = "m", Prompts = ["Hi"] }, call)),
        ["image"] = (client, call) => client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "p" }, call),
        ["image task"] = (client, call) => client.Images.SubmitAsync(new ImageRequest { Model = "m", Prompt = "p" }, call),
        ["image task's state"] = (client, call) => client.Images.GetTaskAsync("t", call),
        ["video"] = (client, call) => client.Videos.StartAsync(new VideoRequest { Model = "m", Prompt = "p" }, call),
        ["video's state"] = (client, call) => client.Videos.GetAsync(new VideoTask { Id = "t", Route = "OpenAI", Status = "queued", RawJson = "{}" }, call),
        ["videos"] = (client, call) => client.Videos.ListAsync(new VideoFilter { Route = "OpenAI" }, call),
        ["rerank"] = (client, call) => client.Rerank.RankAsync(new RerankRequest { Model = "m", Query = "a", Documents = ["b"] }, call),
        ["moderation"] = (client, call) => client.Moderations.ModerateAsync(new ModerationRequest { Inputs = [new("a")] }, call),
        ["embedding"] = (client, call) => client.Embeddings.EmbedAsync(new EmbeddingRequest { Model = "m", Inputs = ["a"] }, call),
        ["models"] = (client, call) => client.Models.ListAsync(call),
        ["balance"] = (client, call) => client.Billing.GetBalanceAsync(options: call),
        ["any route"] = (client, call) => client.Raw.SendAsync(new RawCall(HttpMethod.Post, "v1/any"), call),
        ["any route's stream"] = (client, call) => ReadAsync(client.Raw.StreamAsync(new RawCall(HttpMethod.Post, "v1/any"), call)),
        ["speech"] = async (client, call) =>
        {
            using var folder = new TemporaryFolder();
            await ReadAsync(client.Audio.SpeakAsync(new SpeechRequest { Model = "m", Input = "Hi", Voice = "v" }, new FileTarget { Path = Path.Combine(folder.Path, "a.mp3") }, call));
        },
        ["download"] = async (client, call) =>
        {
            using var folder = new TemporaryFolder();
            await client.Files.SaveAsync(new Uri(Given.Line, "/cat.png"), new FileTarget { Path = Path.Combine(folder.Path, "cat.png"), Kind = "image" }, call);
        },
    };

    private static readonly Func<string, Step>[] s_places =
    [
        key => Steps.Answer(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}.","code":"{{{key}}}","type":"{{{key}}}","param":"{{{key}}}"}}"""),
        key => Steps.Answer(403, $$$"""{"error":"{{{key}}}"}"""),
        key => Steps.Answer(429, $$$"""{"error":{"message":"x (request id: {{{key}}})"}}"""),
        key => Steps.Answer(400, $$$"""{"error":{"code":400,"message":"{{{key}}}","status":"{{{key}}}","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{{{key}}}"}]}}"""),
        key => Steps.Answer(400, $$$"""[{"error":{"code":400,"message":"{{{key}}}"}}]"""),
        key => Steps.Answer(529, $$$"""{"type":"error","error":{"type":"{{{key}}}","message":"{{{key}}}"},"request_id":"{{{key}}}"}"""),
        key => Steps.Answer(422, $$$"""{"detail":[{"loc":["body","{{{key}}}"],"msg":"{{{key}}}"}]}"""),
        key => Steps.Answer(500, $$$"""{"success":false,"message":"{{{key}}}"}"""),
        key => Steps.Answer(400, $$$"""{"code":"{{{key}}}","message":"{\"error\":{\"message\":\"{{{key}}}\"}}"}"""),
        key => Steps.Answer(502, "upstream said " + key),
        key => Steps.Page(403, $"<html><title>Denied: {key}</title>{key}</html>"),
        key => Steps.Page(200, $"<html><title>{key}</title>{key}</html>"),
        key => Steps.Page(503, $"<html><title>Just a moment... {key}</title></html>"),
        key => Steps.Answer(404, "", ("x-request-id", key), ("X-Echo", key), ("Server", key), ("Retry-After", key), ("WWW-Authenticate", "Basic realm=" + key), ("Set-Cookie", "k=" + key)),
        key => Steps.Answer(404, "", ("X-Oneapi-Request-Id", key), ("Content-Language", key), ("X-" + HeaderName(key), "x")),
        key => Steps.Answer(200, $$$"""{"error":{"message":"{{{key}}}","code":"{{{key}}}"}}""", ("x-request-id", key)),
        key => Steps.Answer(200, $$$"""{"odd":"{{{key}}}"}"""),
        key => Steps.Answer(200, $$$"""{"id":"{{{key}}}","status":"failed","error":{"code":"{{{key}}}","message":"{{{key}}}"}}"""),
        key => Steps.Answer(200, $$$"""{"promptFeedback":{"blockReason":"{{{key}}}","blockReasonMessage":"{{{key}}}"}}"""),
        key => Steps.Answer(200, "the key " + key),
        key => Steps.Events($"data: {{\"error\":{{\"message\":\"{key}\",\"code\":\"{key}\"}}}}\n\n"),
        key => Steps.Events($"event: error\ndata: {{\"type\":\"error\",\"code\":\"{key}\",\"message\":\"{key}\"}}\n\n"),
        key => Steps.Events($": PING\n\n{{\"error\":{{\"message\":\"{key}\"}}}}\n"),
        key => Steps.Events($"event: {key}\ndata: {key}\n\n"),
        key => Steps.Events($"<html><title>{key}</title>"),
        key => Steps.Answer(400, Given.Utf8("[]"), "application/json; charset=\"" + key + "\""),
        key => Steps.Redirect(307, $"https://api.example.com/{key}/x?k={key}"),
        key => Steps.Redirect(302, $"/{key}/x"),
        key => Steps.Redirect(307, $"https://other.example/{key}/x?k={key}"),
        key => Reason(key),
        key => Steps.ThrowsInFlight(() => new HttpRequestException("x", new IOException("y", new FormatException($"Invalid header: '{key}'")))),
        key => (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, $"No such host: {key}", new IOException(key)),
    ];

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Nothing_that_leaves_the_core_shows_it(string api)
    {
        int failures = 0;
        IReadOnlyList<string> spellings = Planted.Spellings(Planted.Key);
        for (int i = 0; i < spellings.Count; i++)
        {
            // All of the mechanism by chat, and of each other API a third, with every place and every spelling in it.
            int step = api.StartsWith("chat", StringComparison.Ordinal) ? 1 : 3;
            for (int place = i % step; place < s_places.Length; place += step)
            {
                string key = spellings[i];
                string where = $"{api}, place {place}, {key}";
                var events = new List<CallEvent>();
                if (await FailureAsync(s_calls[api], Given.Options() with { ApiKey = Given.Secret(Planted.Key) }, null, events, s_places[place](key)) is WhataiException failure)
                {
                    failures++;
                    Assert.All(Planted.Texts(failure), text => Planted.AssertHidden(text, Planted.Key, where));
                }

                Assert.NotEmpty(events);
                Assert.All(events, one => Planted.AssertHidden(one.Text, Planted.Key, where));
            }
        }

        Assert.True(failures > 100, $"Only {failures} failed.");
    }

    [Theory]
    [InlineData("Authorization", "Bearer @")]
    [InlineData("Authorization", "Basic dXNlcjpzay1acTcvWHcyVmI5K05tNExrNl9KaDhHZjNEczVBcDFPaTBVeT0=")]
    [InlineData("x-goog-api-key", "@")]
    [InlineData("X-Auth-Token", "token=@")]
    [InlineData("Cookie", "theme=dark; session=@")]
    public async Task A_secret_header_is_as_secret_as_the_key(string name, string value)
    {
        var headers = new Dictionary<string, string> { [name] = value.Replace("@", Planted.Key, StringComparison.Ordinal) };
        ConnectionOptions options = Given.Options() with { ApiKey = null };
        foreach (string key in Planted.Spellings(Planted.Key))
        {
            foreach ((ConnectionOptions connection, Dictionary<string, string>? own) in new[] { (options with { Headers = headers }, null), (options, headers) })
            {
                foreach (Func<string, Step> place in s_places)
                {
                    var events = new List<CallEvent>();
                    if (await FailureAsync(s_calls["chat"], connection, own, events, place(key)) is WhataiException failure)
                    {
                        Assert.All(Planted.Texts(failure), text => Planted.AssertHidden(text, Planted.Key, key));
                    }

                    Assert.All(events, one => Planted.AssertHidden(one.Text, Planted.Key, key));
                }
            }
        }
    }

    [Theory]
    [InlineData("a-long-password-of-a-proxy")]
    [InlineData("hunter2!")]
    public async Task So_is_the_password_of_a_proxy(string password)
    {
        ConnectionOptions options = Given.Options(new Uri("http://api.example.com/")) with
        {
            NoProxy = false,
            Proxy = new WebProxy("http://proxy.example:3128") { Credentials = new NetworkCredential("user", password) },
        };
        string login = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + password));
        foreach (string echo in new[] { password, login, "Basic " + login })
        {
            foreach (Func<string, Step> place in s_places)
            {
                var events = new List<CallEvent>();
                if (await FailureAsync(s_calls["chat"], options, null, events, place(echo)) is WhataiException failure)
                {
                    Assert.All(Planted.Texts(failure), text => Planted.AssertHidden(text, password, echo));
                }

                Assert.All(events, one => Planted.AssertHidden(one.Text, password, echo));
            }
        }
    }

    [Fact]
    public async Task Why_a_task_failed_is_told_without_it()
    {
        string body = $$$"""{"id":"t","task_id":"t","status":"failed","fail_reason":"Bad key {{{Planted.Key}}}","error":{"code":"c","message":"Bad key {{{Planted.Key}}}"}}""";
        using var client = new WhataiClient(Given.Options() with { ApiKey = Given.Secret(Planted.Key) }, new ScriptedHandler(Steps.Ok(body)), new FakeClock());

        VideoTask video = await client.Videos.GetAsync(new VideoTask { Id = "t", Route = "OpenAI", Status = "queued", RawJson = "{}" });
        ImageTask image = await client.Images.GetTaskAsync("t");

        Assert.Equal("Bad key ***", video.ErrorMessage);
        Assert.Equal("Bad key ***", image.FailReason);
    }

    [Fact]
    public async Task What_an_answer_says_is_the_users()
    {
        using var client = new WhataiClient(
            Given.Options() with { ApiKey = Given.Secret(Planted.Key) }, new ScriptedHandler(Steps.Ok(Given.ChatJson("Your key is " + Planted.Key))), new FakeClock());

        Chat.ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal("Your key is " + Planted.Key, answer.Text);
        Assert.Contains(Planted.Key, answer.RawJson, StringComparison.Ordinal);
    }

    /// <summary>What the framework itself says of an answer that it can't read, with the bytes in it that it stumbled over.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n@\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b @\0\r\n@ x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n@: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 @\r\n\r\n")]
    [InlineData("@ 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 401 @\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n@\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: @\r\nConnection: close\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=@\r\nContent-Encoding: @\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("HTTP/1.1 307 X\r\nLocation: http://@.invalid/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 307 X\r\nLocation: //@\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_head_that_is_none_is_told_without_it(string head)
    {
        const string Key = "sk-Zq7Xw2Vb9Nm4Lk6Jh8Gf3Ds5Ap1Oi0Uy";
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(head.Replace("@", Key, StringComparison.Ordinal));
        });
        foreach (string api in new[] { "chat", "chat stream", "models", "download" })
        {
            using var client = new WhataiClient(Given.Options(server.Url) with { ApiKey = Given.Secret(Key), MaxRetries = 0 });
            var events = new List<CallEvent>();
            var call = new CallOptions { Observer = events.Add };
            Task work = api == "download" ? SaveAsync(client, new Uri(server.Url, "cat.png"), call) : s_calls[api](client, call);

            WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => work.WaitAsync(Eventually.Limit));

            Assert.All(Planted.Texts(failure), text => Planted.AssertHidden(text, Key, api));
            Assert.All(events, one => Planted.AssertHidden(one.Text, Key, api));
        }
    }

    private static async Task SaveAsync(WhataiClient client, Uri address, CallOptions call)
    {
        using var folder = new TemporaryFolder();
        await client.Files.SaveAsync(address, new FileTarget { Path = Path.Combine(folder.Path, "cat.png"), Kind = "image" }, call);
    }

    private static async Task<WhataiException?> FailureAsync(
        Func<WhataiClient, CallOptions, Task> call, ConnectionOptions options, Dictionary<string, string>? headers, List<CallEvent> events, Step step)
    {
        using var client = new WhataiClient(options with { MaxRetries = 1 }, new ScriptedHandler(step), new FakeClock());
        try
        {
            await call(client, new CallOptions { Headers = headers, Observer = events.Add }).WaitAsync(Eventually.Limit);
            return null;
        }
        catch (WhataiException ex)
        {
            return ex;
        }
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (T piece in stream)
        {
            Assert.NotNull(piece);
        }
    }

    private static Step Reason(string key) => (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized) { ReasonPhrase = key, Content = new ByteArrayContent([]) });

    private static string HeaderName(string key) => new([.. key.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '%' or '_')]);
}
