using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A stream whose answer is finished ends soon, whatever the server still says and however long it stays open.</summary>
public class FinishedStreamTests
{
    public static TheoryData<string, string> Endings
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string api in TextApi.All)
            {
                foreach (string after in new[] { "", ": keep-alive\n\n", "data: : ping\n\n", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "done" })
                {
                    rows.Add(api, after);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task It_ends_within_seconds_and_the_next_call_is_served(string api, string after)
    {
        var text = TextApi.Of(api);
        await using RawServer server = RawServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.BeginEventsAsync();
                await connection.ChunkAsync(string.Concat(text.Pieces("one ", "two").Select(Given.Event)) + (after == "done" ? Given.Event("[DONE]") : ""));
                while (true)
                {
                    await Task.Delay(100, connection.Stopping);
                    if (after is not ("" or "done"))
                    {
                        await connection.ChunkAsync(after);
                    }
                }
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        var watch = Stopwatch.StartNew();

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("one two", (await text.StreamAsync(client)).Completion.Text);
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Objects_without_events_end_as_well(bool asArray)
    {
        var text = TextApi.Of("gemini");
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(asArray ? "[" + string.Join(",\n", text.Pieces("one")) : string.Join("\n", text.Pieces("one")) + "\n");
            await connection.WaitForCloseAsync();
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        Assert.Equal("one", (await text.StreamAsync(client)).Completion.Text);
    }

    [Fact]
    public async Task The_usage_that_comes_a_little_later_is_waited_for()
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(Given.Event(Given.Delta("""{"content":"Hi"}""", "\"stop\"")));
            await Task.Delay(300);
            await connection.ChunkAsync(Given.Event("""{"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":5}}"""));
            await connection.WaitForCloseAsync();
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        Assert.Equal(9, (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Usage!.TotalTokens);
    }

    // The word for the end is on every piece, so that it says nothing.
    [Theory]
    [InlineData("chat")]
    [InlineData("gemini")]
    public async Task An_answer_that_goes_on_behind_its_end_is_not_cut(string api)
    {
        var text = TextApi.Of(api);
        string Piece(string word) => Given.Event(api == "chat" ? Given.Delta($$"""{"content":"{{word}}"}""", "\"stop\"") : GivenGemini.Answer(GivenGemini.Text(word)));
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(Piece("one ") + Piece("two "));
            await Task.Delay(2500);
            await connection.ChunkAsync(Piece("three"));
            await connection.ChunkAsync(string.Empty);
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        Assert.Equal("one two three", (await text.StreamAsync(client)).Completion.Text);
    }

    [Fact]
    public async Task A_stream_of_any_route_ends_as_well()
    {
        foreach (string end in new[] { Given.Delta("{}", "\"stop\""), GivenGemini.Answer(""), ResponseEvents.End("[]"), """{"type":"message_stop"}""", """{"type":"transcript.text.done","text":"a"}""" })
        {
            await using RawServer server = RawServer.Start(async connection =>
            {
                await connection.ReadRequestAsync();
                await connection.BeginEventsAsync();
                await connection.ChunkAsync(Given.Event(end));
                await connection.WaitForCloseAsync();
            });
            using var client = new WhataiClient(Given.Options(server.Url));
            int count = 0;

            await foreach (Raw.RawEvent piece in client.Raw.StreamAsync(new Raw.RawCall(System.Net.Http.HttpMethod.Post, "v1/any")))
            {
                Assert.Equal(end, piece.Data);
                count++;
            }

            Assert.Equal(1, count);
        }
    }
}
