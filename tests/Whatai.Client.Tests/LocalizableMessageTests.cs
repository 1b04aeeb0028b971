using System;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The core's own sentences can be told by a name, so that a program can say them in another language.</summary>
public class LocalizableMessageTests
{
    [Fact]
    public void A_refusal_has_its_sentence_and_what_it_names()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => BaseUrl.Normalize("ftp://host"));

        LocalizableMessage text = LocalizableMessage.Of(error)!;
        Assert.Equal("NotABaseUrl", text.Name);
        Assert.Equal(["ftp://host"], text.Values);
        Assert.StartsWith(text.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_has_its_sentence_and_what_it_names()
    {
        WhataiException failure = await FailAsync(Steps.Answer(200, ""));

        LocalizableMessage text = LocalizableMessage.Of(failure)!;
        Assert.Equal("EmptyBody", text.Name);
        Assert.Equal(failure.Message, text.ToString());
        Assert.Equal(failure.RequestUri!.ToString(), Assert.Single(text.Values)!.ToString());
    }

    [Fact]
    public async Task A_part_of_a_sentence_is_one_itself()
    {
        WhataiException failure = await FailAsync(Steps.Events("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"), stream: true);

        LocalizableMessage text = LocalizableMessage.Of(failure)!;
        Assert.Equal("Incomplete", text.Name);
        Assert.IsType<LocalizableMessage>(Assert.Single(text.Values));
        Assert.Equal(failure.Message, text.ToString());
    }

    [Fact]
    public async Task The_words_of_a_server_are_none_of_them()
    {
        Assert.Null(LocalizableMessage.Of(await FailAsync(Steps.Answer(400, """{"error":{"message":"No"}}"""))));
        Assert.Null(LocalizableMessage.Of(new InvalidOperationException()));
    }

    private static async Task<WhataiException> FailAsync(Step step, bool stream = false)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(step), new FakeClock());
        return await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            if (!stream)
            {
                await client.Chat.CompleteAsync(Given.Chat("Hi"));
                return;
            }

            await foreach (object chunk in client.Chat.StreamAsync(Given.Chat("Hi")))
            {
                Assert.NotNull(chunk);
            }
        });
    }
}
