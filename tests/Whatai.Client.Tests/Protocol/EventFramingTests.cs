using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Events however they are written, and however the network cuts them.</summary>
public class EventFramingTests
{
    private static readonly string s_stream = Given.ChatEvents("你好", " 🌍", " wide");

    public static TheoryData<string, string> Writings => new()
    {
        { "LF", s_stream },
        { "CRLF", s_stream.Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "CR", s_stream.Replace('\n', '\r') },
        { "BOM", "\uFEFF" + s_stream },
        { "no space", s_stream.Replace("data: ", "data:", StringComparison.Ordinal) },
        { "no blank line at the end", s_stream.TrimEnd('\n') },
        { "comments", ": PING\n\n:\n" + s_stream.Replace("data: ", ": PING\n\ndata: ", StringComparison.Ordinal) },
        { "fields", s_stream.Replace("data: ", "event: message\nid: 7\nretry: 10\nodd\ndata: ", StringComparison.Ordinal) },
        { "several lines", s_stream.Replace(",", ",\ndata: ", StringComparison.Ordinal) },
        { "no DONE", s_stream.Replace("data: [DONE]\n\n", string.Empty, StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task The_text_is_the_same_at_every_cut(string writing, string stream)
    {
        byte[] bytes = Given.Utf8(stream);
        int cut = 0;
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(() => SplitStream.At(bytes, cut))), new FakeClock());
        for (; cut <= bytes.Length; cut++)
        {
            StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

            Assert.True(result.Failure is null, $"{writing} cut at {cut}: {result.Failure?.Message}");
            Assert.Equal(["你好", " 🌍", " wide", ""], result.Deltas.Select(delta => delta.Text));
            Assert.Equal("你好 🌍 wide", result.Completion.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task The_text_is_the_same_byte_by_byte(string writing, string stream)
    {
        Step step = Steps.Events(() => SplitStream.Every(Given.Utf8(stream), 1));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(step), new FakeClock());

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.True(result.Failure is null, writing);
        Assert.Equal("你好 🌍 wide", result.Completion.Text);
    }

    [Fact]
    public async Task A_bare_error_behind_comments_is_told_at_every_cut()
    {
        byte[] bytes = Given.Utf8(": PING\n\n: PING\n\n{\"error\":{\"message\":\"It failed (request id: r1)\",\"type\":\"t\",\"code\":\"bad\"}}");
        int cut = 0;
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(() => SplitStream.At(bytes, cut))), new FakeClock());
        for (; cut <= bytes.Length; cut++)
        {
            WhataiException error = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Error;

            Assert.Equal(("It failed", "bad", "r1"), (error.ServerMessage, error.Code, error.RequestId));
        }
    }

    [Fact]
    public async Task A_stream_may_come_without_a_content_type()
    {
        using var client = new WhataiClient(
            Given.Options(), new ScriptedHandler(Steps.Events(() => new MemoryStream(Given.Utf8(s_stream)), mediaType: null)), new FakeClock());

        Assert.Equal("你好 🌍 wide", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task A_gateway_may_answer_plainly_when_a_stream_was_asked_for(string mediaType)
    {
        byte[] body = Given.Utf8(SeedExamples.ClaudeThinking);
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, body, mediaType)), new FakeClock());

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.StartsWith("Hi there!", result.Text, StringComparison.Ordinal);
        Assert.Equal(result.Text, result.Completion.Text);
        Assert.Equal(122, result.Completion.Usage!.TotalTokens);
        Assert.StartsWith("The user", result.Completion.Reasoning, StringComparison.Ordinal);
        Assert.Equal("stop", result.Completion.FinishReason);
    }

    [Fact]
    public async Task An_empty_event_is_a_sign_of_life_and_no_failure()
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events("data: \n\ndata:\n\n" + s_stream)), new FakeClock());

        Assert.Equal("你好 🌍 wide", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    [Theory]
    [InlineData("data: x", true)]
    [InlineData("data", true)]
    [InlineData("id\ndata: x", true)]
    [InlineData("\uFEFF\r\nevent: x", true)]
    [InlineData(": ping", true)]
    [InlineData("", true)]
    [InlineData("database error", false)]
    [InlineData("data is what we want", false)]
    [InlineData("idle talk", false)]
    [InlineData("retry later", false)]
    [InlineData("events", false)]
    public void A_field_ends_its_name_with_a_colon(string text, bool expected)
    {
        Assert.Equal(expected, Whatai.Client.Json.EventData.MayBeEvents(Given.Utf8(text)));
    }
}
