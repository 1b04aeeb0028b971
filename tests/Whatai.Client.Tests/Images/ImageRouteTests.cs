using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using Whatai.Client.Media;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The route that serves an image's model is chosen by the client, and what each route is sent.</summary>
public class ImageRouteTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj/H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg==";
    private const string ChatAnswer = $$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"![image](data:image/png;base64,{{{Png}}})"},"finish_reason":"stop"}]}""";
    private const string GeminiAnswer = $$$"""{"candidates":[{"index":0,"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"{{{Png}}}"}}]},"finishReason":"STOP"}]}""";

    [Theory]
    [InlineData("recraftv3", null, "/v1/chat/completions", ChatAnswer)]
    [InlineData("gemini-2.5-flash-image", null, "/v1beta/models/gemini-2.5-flash-image:generateContent", GeminiAnswer)]
    [InlineData("nano-banana", null, "/v1/images/generations", $$$"""{"data":[{"b64_json":"{{{Png}}}"}]}""")]
    [InlineData("nano-banana", ImageRoute.Chat, "/v1/chat/completions", ChatAnswer)]
    [InlineData("recraftv3", ImageRoute.Gemini, "/v1beta/models/recraftv3:generateContent", GeminiAnswer)]
    public async Task The_model_or_the_caller_chooses(string model, ImageRoute? route, string path, string answer)
    {
        var handler = new ScriptedHandler(Steps.Answer(200, answer));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        ImageGeneration made = await client.Images.GenerateAsync(new ImageRequest { Model = model, Prompt = "A cat", Route = route });

        Assert.Equal(path, handler.Requests[0].Uri.AbsolutePath);
        WhataiImage image = Assert.Single(made.Images);
        Assert.Equal(("A cat", model, 2, 3), (image.Prompt, image.Model, image.Width ?? 2, image.Height ?? 3));
        Assert.NotNull(image.Bytes);
    }

    [Theory]
    [InlineData("recraftv3", """{"model":"recraftv3","messages":[{"role":"user","content":[{"type":"text","text":"A cat"},{"type":"image_url","image_url":{"url":"data:image/png;base64,PNG"}},{"type":"image_url","image_url":{"url":"https://h/a.png"}}]}]}""", ChatAnswer)]
    [InlineData("nano-banana", """{"model":"nano-banana","prompt":"A cat","image":["PNG","https://h/a.png"]}""", $$$"""{"data":[{"b64_json":"{{{Png}}}"}]}""")]
    public async Task References_go_as_the_route_has_them(string model, string body, string answer)
    {
        foreach (string reference in new[] { Png, "data:image/png;base64," + Png })
        {
            var handler = new ScriptedHandler(Steps.Answer(200, answer));
            using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

            await client.Images.GenerateAsync(new ImageRequest { Model = model, Prompt = "A cat", ReferenceImages = [reference, "https://h/a.png"] });

            JsonAssert.Equal(body.Replace("PNG", Png, System.StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!));
        }
    }

    [Fact]
    public async Task A_conversation_without_an_image_is_kept_for_it_was_paid_for()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"I cannot draw that."},"finish_reason":"stop"}]}"""));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        ImageGeneration made = await client.Images.GenerateAsync(new ImageRequest { Model = "recraftv3", Prompt = "A cat" });

        Assert.Empty(made.Images);
        Assert.Equal("I cannot draw that.", Assert.IsType<ChatCompletion>(made.Completion).Text);
    }

    [Fact]
    public async Task It_is_sent_once_by_every_route()
    {
        foreach (ImageRoute route in System.Enum.GetValues<ImageRoute>())
        {
            var handler = new ScriptedHandler(Steps.Answer(500, "{}"), Steps.Answer(200, ChatAnswer));
            using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

            await Assert.ThrowsAsync<WhataiException>(() => client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "A cat", Route = route }));

            Assert.Single(handler.Requests);
        }
    }
}
