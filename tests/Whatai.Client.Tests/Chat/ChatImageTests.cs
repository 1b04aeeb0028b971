using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Images that come through chat, whole and streamed.</summary>
public class ChatImageTests
{
    public static TheoryData<string> Messages =>
    [
        """{"role":"assistant","content":"Here","images":[{"type":"image_url","image_url":{"url":"https://h.example/x"}}]}""",
        """{"role":"assistant","content":"Here","images":[{"image_url":"https://h.example/x"}]}""",
        """{"role":"assistant","content":"Here","images":["https://h.example/x"]}""",
        """{"role":"assistant","content":"Here","images":[{"url":"https://h.example/x"}]}""",
        """{"role":"assistant","content":[{"type":"text","text":"Here"},{"type":"image","image":"https://h.example/x"}]}""",
        """{"role":"assistant","content":[{"type":"text","text":"Here"},{"type":"output_image","source":{"type":"url","url":"https://h.example/x"}}]}""",
        """{"role":"assistant","content":[{"type":"text","text":"Here"},{"type":"image_url","image_url":{"url":"https://h.example/x"}}]}""",
        """{"role":"assistant","content":"Here ![](https://h.example/x)"}""",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task They_are_found_plain_and_streamed(string message)
    {
        string json = $$"""{"choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}""";
        string events = Given.Event(Given.Delta(message)) + Given.Event(Given.Delta("{}", "\"stop\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(json), Steps.Events(events)), new FakeClock());

        foreach (ChatCompletion completion in new[]
        {
            await client.Chat.CompleteAsync(Given.Chat("Hi")),
            (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion,
        })
        {
            Assert.StartsWith("Here", completion.Text, StringComparison.Ordinal);
            Assert.Equal(["https://h.example/x"], completion.Images.Select(image => image.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task They_are_kept_in_a_streamed_answers_json(string message)
    {
        string events = Given.Event(Given.Delta(message)) + Given.Event(Given.Delta("{}", "\"stop\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());

        ChatCompletion completion = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;

        Assert.Contains("https://h.example/x", completion.RawJson, StringComparison.Ordinal);
        Assert.Equal(["https://h.example/x"], ChatCompletionReader.Read(Given.Utf8(completion.RawJson), [])!.Images.Select(image => image.ToString()));
    }

    // Its bytes say png, its address says jpeg.
    [Fact]
    public async Task An_image_in_the_text_is_not_doubled_when_the_answer_is_read_again()
    {
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        string events = Given.Event(Given.Delta($$"""{"content":"![](data:image/jpeg;base64,{{Png}})"}""", "\"stop\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());

        ChatCompletion completion = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;

        Assert.Single(completion.Images);
        Assert.Single(ChatCompletionReader.Read(Given.Utf8(completion.RawJson), [])!.Images);
    }

    [Fact]
    public async Task A_piece_that_brings_an_image_alone_is_a_piece()
    {
        string events = Given.Event(Given.Delta("""{"images":[{"image_url":{"url":"https://h.example/x"}}]}""")) + Given.Event(Given.Delta("{}", "\"stop\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Single(result.Completion.Images);
        Assert.Equal(string.Empty, result.Text);
    }
}
