using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Whatai.Client.Raw;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Any route: what came is given, whatever it says that it is, and an end that is none is told.</summary>
public class AnyRouteTests
{
    private static readonly string s_one = Given.Delta("""{"content":"one"}""");
    private static readonly string s_end = Given.Delta("{}", "\"stop\"");

    [Fact]
    public async Task Each_value_of_an_event_is_an_event()
    {
        foreach (string body in new[]
        {
            $"data: {s_one}\ndata: {s_end}\ndata: [DONE]\n", $"data: {s_one}{s_end}\n\n", $"{s_one}\n{s_end}\n", $"[{s_one},\n{s_end}]", Given.Event(s_one) + Given.Event(s_end) + Given.Event("[done]"),
        })
        {
            foreach (string? label in new[] { "text/event-stream", "application/json", "text/plain", null })
            {
                Assert.Equal([("message", s_one), ("message", s_end)], (await StreamAsync(body, label)).Select(piece => (piece.Event, piece.Data)));
            }
        }
    }

    [Fact]
    public async Task One_object_is_one_event_as_it_stands()
    {
        const string Json = "{\n  \"a\": [1,\n 2]\n}";

        Assert.Equal(Json, Assert.Single(await StreamAsync(Json, "application/json")).Data);
        Assert.Equal(Json, Assert.Single(await StreamAsync(Json + "\n", null)).Data);
    }

    [Fact]
    public async Task Text_events_are_given_as_they_are()
    {
        Assert.Equal([("ping", "ping"), ("x", "hello"), ("message", "null")], (await StreamAsync("event: ping\ndata: ping\n\nevent: x\ndata: hello\n\ndata: null\n\n")).Select(piece => (piece.Event, piece.Data)));
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"null\"}]}\n\n", ErrorKind.IncompleteAnswer, null)]
    [InlineData("data: {\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}\n\n", ErrorKind.IncompleteAnswer, null)]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"It broke\",\"code\":502}}]}\n\n", ErrorKind.ServiceUnavailable, "It broke")]
    [InlineData("data: {\"candidates\":[{\"finishReason\":\"ERROR\",\"finishMessage\":\"It broke\"}]}\n\n", ErrorKind.ServiceUnavailable, "It broke")]
    [InlineData("event: error\ndata: It broke\n\n", ErrorKind.ServiceUnavailable, "It broke")]
    [InlineData("data: {\"choices\":[]}{\"cut\":\n\n", ErrorKind.IncompleteAnswer, null)]
    [InlineData("data: {\"type\":\"message_start\"}\n\n", ErrorKind.IncompleteAnswer, null)]
    public async Task An_end_that_is_none_is_told(string body, ErrorKind kind, string? message)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => StreamAsync(body));

        Assert.Equal((kind, message), (failure.Kind, failure.ServerMessage));
    }

    [Fact]
    public async Task Events_that_are_called_JSON_are_text()
    {
        foreach (string body in new[] { Given.Event(s_one), ": PING\n\n" + Given.Event(s_one), $"{s_one}\n{s_end}\n" })
        {
            RawResult result = await SendAsync(body);

            Assert.Equal((body, "text/plain"), (System.Text.Encoding.UTF8.GetString(result.Body), result.MediaType));
        }

        Assert.Equal("application/json", (await SendAsync("{\"a\":NaN}")).MediaType);
        foreach (string body in new[] { "", "oops", "{\"a\":", "[{\"a\":" })
        {
            Assert.Equal(ErrorKind.InvalidResponse, (await Assert.ThrowsAsync<WhataiException>(() => SendAsync(body))).Kind);
        }
    }

    private static async Task<RawResult> SendAsync(string body)
    {
        using WhataiClient client = TextApi.Client(Steps.Ok(body));
        return await client.Raw.SendAsync(new RawCall(HttpMethod.Post, "v1/any"));
    }

    private static async Task<List<RawEvent>> StreamAsync(string body, string? label = "text/event-stream")
    {
        using WhataiClient client = TextApi.Client(Steps.Answer(200, Given.Utf8(body), label));
        var pieces = new List<RawEvent>();
        await foreach (RawEvent piece in client.Raw.StreamAsync(new RawCall(HttpMethod.Post, "v1/any")))
        {
            pieces.Add(piece);
        }

        return pieces;
    }
}
