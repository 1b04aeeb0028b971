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
    public async Task An_image_takes_less_than_twice_its_base64()
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
        Assert.InRange(allocated, 1, (long)(Size * 1.8));
    }

    // The body, and its text in UTF-16, which is twice the size; the JSON is made to text when it is wanted.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_text_takes_three_times_its_size(bool hasLength)
    {
        byte[] body = Given.Utf8(Given.ChatJson(new string('x', Size)));
        using WhataiClient client = Client(Given.Utf8(Given.ChatJson()), body, hasLength);
        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        long before = GC.GetTotalAllocatedBytes(precise: true);
        ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("Hi"));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(Size, answer.Text.Length);
        Assert.InRange(allocated, 1, (long)(Size * 3.01));
        Assert.Equal(body.Length, answer.RawJson.Length);
        Assert.Same(answer.RawJson, answer.RawJson);
    }

    // A small answer first, so that what is made once is made.
    private static WhataiClient Client(byte[] small, byte[] large, bool hasLength = true) => new(Given.Options(), new ScriptedHandler(Answer(small, hasLength), Answer(large, hasLength)));

    private static Step Answer(byte[] body, bool hasLength) => async (request, _) =>
    {
        await request.ReadAsync();
        Stream stream = hasLength ? new MemoryStream(body) : new UnsizedStream(body);
        var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = hasLength ? body.Length : null;
        return new HttpResponseMessage { Content = content };
    };

    // Of a stream that knows its length, so does its content.
    private sealed class UnsizedStream(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
