using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What a large answer takes: everything allocated counts, also what is garbage by then. Alone, since it counts for the whole process.</summary>
[Collection(nameof(LargeAnswerTests))]
[CollectionDefinition(nameof(LargeAnswerTests), DisableParallelization = true)]
public class LargeAnswerTests
{
    private const int Size = 64 * 1024 * 1024;

    // The body once, the image once.
    [Fact]
    public async Task An_image_takes_less_than_two_and_a_half_times_its_base64()
    {
        string base64 = "iVBORw0KGgoAAAAN" + new string('A', Size - 16);
        byte[] body = Given.Utf8($$"""{"data":[{"b64_json":"{{base64}}"}]}""");
        using WhataiClient client = Client(Given.Utf8("""{"data":[{"b64_json":"iVBORw0KGgoAAAAN"}]}"""), body);
        var request = new ImageRequest { Model = "m", Prompt = "a cat" };
        await client.Images.GenerateAsync(request);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        ImageGeneration made = await client.Images.GenerateAsync(request);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(Size / 4 * 3, made.Images[0].Bytes!.Length);
        Assert.True(made.RawJson.Length < 200);
        Assert.InRange(allocated, 1, (long)(Size * 2.5));
    }

    // The body, and its text in UTF-16; the JSON is made to text when it is wanted.
    [Fact]
    public async Task A_text_takes_little_more_than_three_times_its_size()
    {
        byte[] body = Given.Utf8(Given.ChatJson(new string('x', Size)));
        using WhataiClient client = Client(Given.Utf8(Given.ChatJson()), body);
        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        long before = GC.GetTotalAllocatedBytes(precise: true);
        ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("Hi"));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(Size, answer.Text.Length);
        Assert.InRange(allocated, 1, (long)(Size * 4.5));
        Assert.Equal(body.Length, answer.RawJson.Length);
        Assert.Same(answer.RawJson, answer.RawJson);
    }

    // A small answer first, so that what is made once is made.
    private static WhataiClient Client(byte[] small, byte[] large) => new(Given.Options(), new ScriptedHandler(Answer(small), Answer(large)));

    private static Step Answer(byte[] body) => async (request, _) =>
    {
        await request.ReadAsync();
        var content = new StreamContent(new MemoryStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = body.Length;
        return new HttpResponseMessage { Content = content };
    };
}
