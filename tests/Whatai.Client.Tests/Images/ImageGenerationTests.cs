using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Media;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Making images: the request, the answer in all its forms, what it costs in memory, and never twice.</summary>
public class ImageGenerationTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj/H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg==";

    [Fact]
    public async Task What_is_set_is_sent_and_nothing_else()
    {
        var request = new ImageRequest { Model = "m", Prompt = "一只猫" };

        Assert.Equal("""{"model":"m","prompt":"一只猫"}""", await BodyAsync(request));
        JsonAssert.Equal(
            """
            {"model":"m","prompt":"一只猫","n":2,"aspect_ratio":"16:9","image_size":"4K","size":"1x1","quality":"high","style":"vivid","background":"auto","moderation":"low",
            "output_format":"webp","output_compression":7,"seed":5,"response_format":"url","user":"u","image":["https://h/a.png","QUJD"]}
            """,
            await BodyAsync(request with
            {
                Count = 2,
                AspectRatio = "16:9",
                ImageSize = "4K",
                Size = "1x1",
                Quality = "high",
                Style = "vivid",
                Background = "auto",
                Moderation = "low",
                OutputFormat = "webp",
                OutputCompression = 7,
                Seed = 5,
                ResponseFormat = "url",
                User = "u",
                ReferenceImages = ["https://h/a.png", "QUJD"],
            }));
    }

    [Theory]
    [InlineData($$$"""{"created":1700000000,"data":[{"b64_json":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"url":"data:image/png;base64,{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"b64_json":"data:image/png;base64,{{{Png}}}","url":""}]}""", false)]
    [InlineData($$$"""{"data":[{"url":"data:image\/png;base64,{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"url":"https://h/a.png","b64_json":"{{{Png}}}","x":{"b64_json":1}}],"z":[{}]}""", false)]
    [InlineData($$$"""{"data":[{"b64_json":"data:image\/png;base64,{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"b64_json":"DATA:image/png;base64, {{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"b64_json":" {{{Png}}}\r\n"}]}""", false)]
    [InlineData("""{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj\/H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg"}]}""", false)]
    [InlineData("""{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj_H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg=="}]}""", false)]
    [InlineData($$$"""{"data":[{"url":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":["{{{Png}}}"]}""", false)]
    [InlineData($$$"""{"images":["{{{Png}}}"]}""", false)]
    [InlineData($$$"""{"data":[{"image":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"base64":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"data":[{"b64_image":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"{{{Png}}}"}]}""", false)]
    [InlineData($$$"""{"artifacts":[{"base64":"{{{Png}}}","seed":1}]}""", false)]
    [InlineData($$$"""[{"b64_json":"{{{Png}}}"}]""", false)]
    [InlineData($$$"""{"data":[{"b64_json":"{{{Png}}}"}],"bad":NaN}""", false)]
    [InlineData("""{"data":[{"b64_json":"https://h/a.png"}]}""", true)]
    [InlineData("""{"images":[{"url":"https://h/a.png"}],"seed":1}""", true)]
    [InlineData("""{"data":["https://h/a.png"]}""", true)]
    [InlineData("""{"data":[{"image_url":"https://h/a.png"}]}""", true)]
    [InlineData("""{"data":[{"image_url":{"url":"https://h/a.png"}}]}""", true)]
    [InlineData("""{"data":[{"url":["https://h/a.png"]}]}""", true)]
    [InlineData("""{"data":[{"url":" https://h/a.png\n"}]}""", true)]
    [InlineData("""{"output":{"task_status":"SUCCEEDED","results":[{"url":"https://h/a.png"}]},"usage":{"image_count":1}}""", true)]
    [InlineData("""{"output":{"choices":[{"message":{"role":"assistant","content":[{"image":"https://h/a.png"}]}}]}}""", true)]
    [InlineData("""{"input":{"image":"https://h/given.png"},"output":["https://h/a.png"],"urls":{"get":"https://h/task"}}""", true)]
    [InlineData("""{"data":[{"url":"https://h/a.png","revised_prompt":""}]}""", true)]
    [InlineData("""{"data":{"data":[{"url":"https:\/\/h\/a.png"}]}}""", true)]
    [InlineData("""{"data":[{"b64_json":null,"url":"https://h/a.png"}]}""", true)]
    public async Task An_image_is_found_in_each_of_its_places(string json, bool isAddress)
    {
        ImageGeneration made = await GenerateAsync(Steps.Answer(200, json));

        WhataiImage image = Assert.Single(made.Images);
        Assert.Equal(isAddress ? null : "2x3", image.Size);
        Assert.Equal(isAddress ? null : "png", image.Format);
        Assert.Equal(isAddress, image.Bytes is null);
        Assert.Equal(json.Contains("https:", StringComparison.Ordinal) ? new Uri("https://h/a.png") : null, image.Url);
        Assert.Null(image.RevisedPrompt);
    }

    [Theory]
    [InlineData("/f/a.png", "https://api.example.com/f/a.png")]
    [InlineData("//h/a.png", "https://h/a.png")]
    [InlineData("https://h/a.png?x=1&amp;y=2", "https://h/a.png?x=1&y=2")]
    [InlineData("https://h/a|b{c} d.png", "https://h/a%7Cb%7Bc%7D%20d.png")]
    public async Task An_address_is_read_as_a_page_would(string address, string url)
    {
        ImageGeneration made = await GenerateAsync(Steps.Answer(200, $$"""{"data":[{"url":"{{address}}"}]}"""));

        Assert.Equal(new Uri(url), Assert.Single(made.Images).Url);
    }

    [Theory]
    [InlineData("""{"created":1,"data":[{"b64_json":"not base64 at all!"}]}""")]
    [InlineData("""{"created":1,"data":[{"url":"","b64_json":null}]}""")]
    [InlineData("""{"created":1,"pictures":["https://h/a.png"]}""")]
    public async Task What_was_paid_for_and_can_not_be_read_is_kept_whole(string json)
    {
        json = json.Insert(1, $"\"long\":\"{new string('x', 9000)}\",");
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GenerateAsync(Steps.Answer(200, json)));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Equal(json, failure.RawJson);
        Assert.Contains("RawJson", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_knows_where_it_came_from_and_the_JSON_is_kept_without_the_data()
    {
        string data = Png + Convert.ToBase64String(new byte[600]);
        ImageGeneration made = await GenerateAsync(Steps.Answer(
            200,
            $$$"""{"created":1700000000,"data":[{"b64_json":"{{{data.Replace("=", "A", StringComparison.Ordinal)}}}","revised_prompt":"a long and detailed prompt","extra":"kept"}],"usage":{"total_tokens":5,"input_tokens":2,"output_tokens":3}}""",
            ("X-Oneapi-Request-Id", "r1")));

        WhataiImage image = Assert.Single(made.Images);
        Assert.Equal(("a long and detailed prompt", "a cat", "m", "r1"), (image.RevisedPrompt, image.Prompt, image.Model, image.RequestId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), image.Created);
        Assert.Equal(new TokenUsage { PromptTokens = 2, CompletionTokens = 3, TotalTokens = 5 }, image.Usage);
        Assert.Contains("\"extra\":\"kept\"", made.RawJson, StringComparison.Ordinal);
        Assert.Contains("characters)", made.RawJson, StringComparison.Ordinal);
        Assert.True(made.RawJson.Length < 400);
        Assert.Same(made.RawJson, image.RawJson);
    }

    [Theory]
    [InlineData("""{"error":{"message":"no","code":"x"}}""", ErrorKind.ServiceUnavailable)]
    [InlineData("""{"created":1,"data":[]}""", ErrorKind.InvalidResponse)]
    [InlineData("""{"data":[{"b64_json":"%%%"}]}""", ErrorKind.InvalidResponse)]
    [InlineData("""{"data":[{"b64""", ErrorKind.InvalidResponse)]
    [InlineData("[]", ErrorKind.InvalidResponse)]
    [InlineData("", ErrorKind.InvalidResponse)]
    public async Task What_has_no_image_is_an_error(string body, ErrorKind kind)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GenerateAsync(Steps.Answer(200, body)));

        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData("504")]
    [InlineData("524")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("reset-before")]
    [InlineData("empty-200")]
    [InlineData("json-garbage")]
    [InlineData("cut-mid-line")]
    [InlineData("cut-clean")]
    public async Task What_may_have_run_is_never_sent_again(string fault)
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(emulator) with { MaxRetries = 5, RetryAmbiguousChat = true });
        emulator.AddFault(fault);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Images.GenerateAsync(new ImageRequest { Model = "nano-banana", Prompt = "x" }));

        Assert.Single(emulator.Requests);
        Assert.InRange(emulator.Ledger.Count, 0, 1);
        Assert.True(failure.MayHaveRun);
        Assert.Equal(fault is "500" or "502" or "503" ? 0 : 1, emulator.Ledger.Count);
    }

    [Theory]
    [InlineData("""{"data":[]}""", true)]
    [InlineData("""{"error":{"message":"The upstream failed"}}""", true)]
    [InlineData("""{"error":{"message":"No.","code":"invalid_api_key"}}""", false)]
    [InlineData("""{"error":{"message":"No.","code":"invalid_prompt"}}""", false)]
    [InlineData("<html><title>Sign in</title>", false)]
    public async Task An_answer_without_images_may_be_billed_unless_it_refuses(string body, bool mayHaveRun)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(body), "application/json")));

        foreach (CallOptions? options in new CallOptions?[] { null, new() { MakesMedia = true } })
        {
            WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => options is null
                ? client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "x" })
                : client.Images.SubmitAsync(new ImageRequest { Model = "m", Prompt = "x" }, options));

            Assert.Equal(mayHaveRun, failure.MayHaveRun);
        }
    }

    [Fact]
    public async Task A_silence_after_the_request_is_never_sent_again_either()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(emulator) with { MaxRetries = 5, IdleTimeout = TimeSpan.FromSeconds(1) });
        emulator.AddFault("stall-headers");

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Images.GenerateAsync(new ImageRequest { Model = "nano-banana", Prompt = "x" }));

        Assert.Equal((ErrorKind.TimedOut, true), (failure.Kind, failure.MayHaveRun));
        Assert.Single(emulator.Requests);
        Assert.Single(emulator.Ledger);
    }

    [Fact]
    public async Task A_clean_refusal_is_sent_again_and_billed_once()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(emulator) with { MaxRetries = 2 });
        emulator.AddFault("429");

        ImageGeneration made = await client.Images.GenerateAsync(new ImageRequest { Model = "nano-banana", Prompt = "x" });

        Assert.Equal(2, made.Attempts);
        Assert.Single(emulator.Ledger);
    }

    // What a chat call makes is media as well, where it is said so.
    [Fact]
    public async Task An_image_by_chat_is_as_careful()
    {
        var handler = new ScriptedHandler(Steps.Answer(502, "{}"), Steps.Ok());
        using var client = new WhataiClient(Given.Options() with { RetryAmbiguousChat = true }, handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("x"), new CallOptions { MakesMedia = true }));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_task_is_made_looked_at_and_done()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        ImageTask task = await client.Images.SubmitAsync(new ImageRequest { Model = "nano-banana", Prompt = "x" });
        ImageTask first = await client.Images.GetTaskAsync(task.TaskId);
        ImageTask second = await client.Images.GetTaskAsync(task.TaskId);
        ImageTask third = await client.Images.GetTaskAsync(task.TaskId);

        Assert.Equal("/v1/images/generations?async=true", emulator.Requests[0].Path);
        Assert.Equal(
            [ImageTaskStatus.Queued, ImageTaskStatus.Queued, ImageTaskStatus.Running, ImageTaskStatus.Succeeded],
            new[] { task, first, second, third }.Select(t => t.Status));
        Assert.Equal([null, 0, 50, 100], new[] { task, first, second, third }.Select(t => t.Progress));
        Assert.Empty(second.Images);
        Assert.NotNull(Assert.Single(third.Images).Url);
        Assert.Single(emulator.Ledger);
    }

    [Fact]
    public async Task A_task_that_fails_says_why()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);
        ImageTask task = await client.Images.SubmitAsync(new ImageRequest { Model = "nano-banana", Prompt = "/fail x" });
        await client.Images.GetTaskAsync(task.TaskId);
        await client.Images.GetTaskAsync(task.TaskId);

        ImageTask last = await client.Images.GetTaskAsync(task.TaskId);

        Assert.Equal((ImageTaskStatus.Failed, "Your request was rejected by the safety system."), (last.Status, last.FailReason));
    }

    [Theory]
    [InlineData("""{"task_id":"t1"}""")]
    [InlineData("""{"code":"success","message":"","data":"t1"}""")]
    [InlineData("""{"code":"success","data":{"task_id":"t1"}}""")]
    public async Task A_tasks_id_is_found_in_each_of_its_places(string json)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, json)), new FakeClock());

        Assert.Equal("t1", (await client.Images.SubmitAsync(new ImageRequest { Model = "m", Prompt = "x" })).TaskId);
    }

    [Fact]
    public async Task A_gateway_that_knows_no_tasks_has_answered_at_once()
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, """{"data":[{"url":"https://h/a.png"}]}""")), new FakeClock());

        ImageTask task = await client.Images.SubmitAsync(new ImageRequest { Model = "m", Prompt = "x" });

        Assert.Equal(ImageTaskStatus.Succeeded, task.Status);
        Assert.Single(task.Images);
    }

    [Theory]
    [InlineData("nano-banana", ImageRoute.Images)]
    [InlineData("nano-banana-hd", ImageRoute.Images)]
    [InlineData("NANO-BANANA-2", ImageRoute.Images)]
    [InlineData("gpt-image-1.5", ImageRoute.Images)]
    [InlineData("recraftv3", ImageRoute.Chat)]
    [InlineData("gemini-2.5-flash-image-preview", ImageRoute.Chat)]
    [InlineData("gemini-2.5-flash-image", ImageRoute.Gemini)]
    [InlineData("gemini-3-pro-image-preview", ImageRoute.Gemini)]
    [InlineData("gemini-3-pro", ImageRoute.Images)]
    [InlineData("something-new", ImageRoute.Images)]
    public void The_table_knows_the_route(string model, ImageRoute route)
    {
        Assert.Equal(route, ImageModels.RouteOf(model));
    }

    [Fact]
    public void The_table_refuses_what_a_known_model_does_not_take_and_names_those_that_do()
    {
        (string member, IReadOnlyList<string> takers) = Assert.Single(ImageModels.Refuse("nano-banana", ["AspectRatio", "ImageSize"]));

        Assert.Equal("ImageSize", member);
        Assert.Contains("nano-banana-2*", takers);
        Assert.Empty(ImageModels.Refuse("nano-banana-2", ["AspectRatio", "ImageSize"]));
        Assert.Empty(ImageModels.Refuse("unknown", ["AspectRatio", "ImageSize", "Style"]));
    }

    [Theory]
    [InlineData("89504E470D0A1A0A0000000D4948445200000007000000050802000000", 7, 5)]
    [InlineData("47494638396107000500", 7, 5)]
    [InlineData("FFD8FFE000104A46494600010100000100010000FFC0001108000500070301", 7, 5)]
    [InlineData("524946460000000057454250565038580A000000000000000600000400 00", 7, 5)]
    [InlineData("5249464600000000574542505650384C000000002F0600010000000000000000", 7, 5)]
    [InlineData("5249464600000000574542505650382000000000000000 9D012A07000500", 7, 5)]
    [InlineData("424D0000000000000000360000002800000007000000FBFFFFFF", 7, 5)]
    public void A_size_is_read_from_the_first_bytes(string hex, int width, int height)
    {
        byte[] head = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal((width, height), ImageHeader.ReadSize(head));
        Assert.All(Enumerable.Range(0, head.Length - 1), count => ImageHeader.ReadSize(head.AsSpan(0, count)));
    }

    private static async Task<string> BodyAsync(ImageRequest request)
    {
        var handler = new ScriptedHandler(Steps.Answer(200, """{"data":[{"url":"https://h/a.png"}]}"""));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());
        await client.Images.GenerateAsync(request);
        return System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!);
    }

    private static async Task<ImageGeneration> GenerateAsync(Step answer, CallOptions? options = null)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(answer), new FakeClock());
        return await client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "a cat" }, options, CancellationToken.None);
    }
}
