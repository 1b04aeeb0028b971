using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.ServerSentEvents;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Streaming;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Bare JSON becomes events and a web page is kept, however the network cuts the bytes; every other byte is passed on.</summary>
public class StrayLineStreamTests
{
    private const string Error = "{\"error\":{\"message\":\"It failed\",\"code\":\"bad\"}}";

    /// <summary>A body, its events as <c>name=data</c>, and its page.</summary>
    public static TheoryData<string, string[], string> Streams => new()
    {
        { "", [], "" },
        { "data: {\"a\":1}\n\ndata: [DONE]\n\n", ["message={\"a\":1}", "message=[DONE]"], "" },
        { "data: {\"a\":1}\r\n\r\ndata: [DONE]\r\n\r\n", ["message={\"a\":1}", "message=[DONE]"], "" },
        { "data: {\"a\":1}\r\rdata: [DONE]\r\r", ["message={\"a\":1}", "message=[DONE]"], "" },
        { "data: {\"a\":\"\\n{ <b>\"}\n\n", ["message={\"a\":\"\\n{ <b>\"}"], "" },
        { "\uFEFFdata: {\"a\":1}\n\n\uFEFFdata: {\"b\":1}\n\n", ["message={\"a\":1}", "message={\"b\":1}"], "" },
        { "data: {\ndata: \"a\":1}\n\n", ["message={\n\"a\":1}"], "" },
        { "event: x\nid: 1\nretry: 3\n: {comment}\n:<comment>\n\n", [], "" },
        { " data: {\"a\":1}\n\n data: {\"b\":1}\n\n", ["message={\"a\":1}", "message={\"b\":1}"], "" },
        { Error, [SseStrayTextStream.BodyName + "=" + Error], "" },
        { "\n" + Error + "\n", [SseStrayTextStream.BodyName + "=" + Error], "" },
        { "\uFEFF" + Error, [SseStrayTextStream.BodyName + "=" + Error], "" },
        { ": PING\n\n" + Error, [SseStrayTextStream.BareName + "=" + Error], "" },
        { ": PING\r\n\r\n" + Error, [SseStrayTextStream.BareName + "=" + Error], "" },
        { ": PING\r\r" + Error, [SseStrayTextStream.BareName + "=" + Error], "" },
        { "event: x\ndata: {\"a\":1}\n" + Error + "\ndata: {\"b\":1}\n\n", ["x={\"a\":1}", SseStrayTextStream.BareName + "=" + Error, "message={\"b\":1}"], "" },
        { ": PING\n\n{\n  \"a\": {\r\n    \"b\": \"}\\\"{\"\n  }\n}\n", [SseStrayTextStream.BareName + "={\n  \"a\": {\n    \"b\": \"}\\\"{\"\n  }\n}"], "" },
        { "{\"a\":1}\n{\"b\":2}\n\n[DONE]\n", [SseStrayTextStream.BodyName + "={\"a\":1}", SseStrayTextStream.BareName + "={\"b\":2}", "message=[DONE]"], "" },
        { "[{\"a\":1},\r\n{\"b\":[2]}\n, {\"c\":3}]", [SseStrayTextStream.BareName + "={\"a\":1}", SseStrayTextStream.BareName + "={\"b\":[2]}", SseStrayTextStream.BareName + "={\"c\":3}"], "" },
        { "[\n]", [], "" },
        { "[{\"a\":1},{\"b", [SseStrayTextStream.BareName + "={\"a\":1}", SseStrayTextStream.BareName + "={\"b"], "" },
        { "[1,2]\n", ["message=[1,2]"], "" },
        { ": PING\n\n<html>\n<title>504</title></html>", [], "<html>\n<title>504</title></html>" },
        { "<html>", [], "<html>" },
        { ": 中文\n\n{\"error\":\"中文\"}", [SseStrayTextStream.BareName + "={\"error\":\"中文\"}"], "" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task The_events_are_the_same_at_every_cut(string stream, string[] events, string page)
    {
        byte[] bytes = Given.Utf8(stream);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using var lines = new SseStrayTextStream(SplitStream.At(bytes, cut));

            Assert.Equal(events, await EventsAsync(lines));
            Assert.Equal(page, Encoding.UTF8.GetString(lines.Page));
        }

        using var small = new SseStrayTextStream(SplitStream.Every(bytes, 1));
        Assert.Equal(events, await EventsAsync(small));
        Assert.Equal(page, Encoding.UTF8.GetString(small.Page));
    }

    // Where JSON follows JSON there is an end of an event between, or none of them is seen before the last.
    [Theory]
    [InlineData("data: {\"a\":1}\ndata: {\"b\":2}\ndata:[DONE]\n", new[] { "message={\"a\":1}", "message={\"b\":2}", "message=[DONE]" })]
    [InlineData("data: {\"a\":1}\r\ndata:{\"b\":2}\r\n\r\n", new[] { "message={\"a\":1}", "message={\"b\":2}" })]
    [InlineData("data: {\"a\":{}\ndata: ,\"b\":{}}\n\n", new[] { "message={\"a\":{}\n,\"b\":{}}" })]
    [InlineData("data: {\"a\":1}\nevent: x\n\n", new[] { "x={\"a\":1}" })]
    public async Task Events_need_no_blank_line_between_them(string stream, string[] events)
    {
        using var lines = new SseStrayTextStream(new MemoryStream(Given.Utf8(stream)));

        Assert.Equal(events, await EventsAsync(lines));
    }

    [Fact]
    public async Task What_is_no_stray_is_passed_on_to_the_byte()
    {
        const string Stream = ": PING\n\nevent: a\r\ndata: {\"a\":\"{\"}\r\n\r\ndata:[DONE]\n\n";
        byte[] buffer = new byte[1000];
        foreach (int size in new[] { 1, 1000 })
        {
            using var lines = new SseStrayTextStream(SplitStream.Every(Given.Utf8(Stream), size));
            using var all = new MemoryStream();
            int count;
            while ((count = await lines.ReadAsync(buffer, 0, buffer.Length, default)) > 0)
            {
                all.Write(buffer, 0, count);
            }

            Assert.Equal(Stream + "\n\n", Encoding.UTF8.GetString(all.ToArray()));
        }
    }

    [Fact]
    public async Task A_parser_that_asks_for_little_does_not_read_the_connection_as_often()
    {
        var connection = new CountingStream(Given.Utf8(string.Concat(Enumerable.Repeat("data: {\"a\":1}\n\n", 10_000))));
        using var lines = new SseStrayTextStream(connection);

        Assert.Equal(10_000, (await EventsAsync(lines)).Count);

        // 149 without it.
        Assert.InRange(connection.Reads, 2, 12);
    }

    [Fact]
    public async Task It_says_when_the_other_side_has_ended()
    {
        using var lines = new SseStrayTextStream(new MemoryStream("data: x"u8.ToArray()));
        byte[] buffer = new byte[100];

        Assert.Equal(7, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.False(lines.AtEnd);
        Assert.Equal(2, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.True(lines.AtEnd);
        Assert.Equal(0, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.Equal(0, await lines.ReadAsync(buffer.AsMemory(), default));
    }

    [Fact]
    public async Task A_page_without_end_is_kept_by_its_start_alone()
    {
        using var lines = new SseStrayTextStream(SplitStream.Every(Given.Utf8("<" + new string('x', 1_000_000)), 10_000));

        await EventsAsync(lines);

        Assert.Equal(64 * 1024, lines.Page.Length);
    }

    private static async Task<List<string>> EventsAsync(SseStrayTextStream lines)
    {
        var events = new List<string>();
        await foreach (SseItem<string> item in SseParser.Create(lines).EnumerateAsync())
        {
            events.Add(item.EventType + "=" + item.Data);
        }

        return events;
    }
}
