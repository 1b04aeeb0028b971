using System;
using System.ClientModel;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using OpenAI;
using OpenAI.Images;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The images routes: real images of the right size, and the errors of real gateways.</summary>
public sealed class ImagesTests : IDisposable
{
    private const string Generations = "/v1/images/generations";
    private const string Edits = "/v1/images/edits";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("nano-banana", "\"aspect_ratio\":\"16:9\"", 1344, 768, true)]
    [InlineData("nano-banana-2", "\"aspect_ratio\":\"1:1\",\"image_size\":\"2K\",\"response_format\":\"b64_json\"", 2048, 2048, false)]
    [InlineData("gpt-image-1", "\"size\":\"1024x1536\",\"quality\":\"low\",\"output_format\":\"png\"", 1024, 1536, false)]
    [InlineData("dall-e-2", "\"size\":\"256x256\",\"n\":1", 256, 256, true)]
    [InlineData("flux-kontext-pro", "\"aspect_ratio\":\"3:4\",\"seed\":4", 864, 1184, true)]
    public async Task A_picture_has_the_size_that_was_requested(string model, string more, int width, int height, bool isAddress)
    {
        JsonNode answer = await MakeAsync($$"""{"model":"{{model}}","prompt":"一只猫 and a dog",{{more}}}""");

        JsonNode image = Assert.Single(answer["data"]!.AsArray())!;
        Assert.Equal(isAddress, image["url"] is not null);
        byte[] png = isAddress ? await _gateway.Media.GetByteArrayAsync((string)image["url"]!) : Convert.FromBase64String((string)image["b64_json"]!);
        Assert.Equal((width, height), (Number(png, 16), Number(png, 20)));
        string text = Encoding.UTF8.GetString(png, 0, 400);
        Assert.Contains("一只猫 and a dog", text, StringComparison.Ordinal);
        Assert.Contains(model, text, StringComparison.Ordinal);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("png", new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData("jpeg", new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 })]
    [InlineData("webp", new byte[] { 0x52, 0x49, 0x46, 0x46 })]
    public async Task A_picture_has_the_format_that_was_requested(string format, byte[] start)
    {
        JsonNode answer = await MakeAsync($$"""{"model":"gpt-image-1","prompt":"x","size":"1536x1024","output_format":"{{format}}"}""");

        byte[] bytes = Convert.FromBase64String(Data(answer));
        Assert.Equal(start, bytes[..4]);
        Assert.Equal((format, "1536x1024", "high"), ((string?)answer["output_format"], (string?)answer["size"], (string?)answer["quality"]));
        Assert.Equal(format switch { "jpeg" => "FFD9", "webp" => "VP8L", _ => "IHDR" }, format == "jpeg" ? Convert.ToHexString(bytes[^2..]) : Encoding.ASCII.GetString(bytes, 12, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_stream_brings_unfinished_pictures_and_then_the_whole_one(int partial)
    {
        string body = $$"""{"model":"gpt-image-1","prompt":"x","stream":true,"partial_images":{{partial}}}""";
        JsonNode[] events = [.. Gateway.Events(await _gateway.StreamTextAsync(body, path: Generations))];

        Assert.Equal([.. Enumerable.Repeat("image_generation.partial_image", partial), "image_generation.completed"], events.Select(e => (string?)e["type"]));
        Assert.Equal(Enumerable.Range(0, partial), events.SkipLast(1).Select(e => (int)e["partial_image_index"]!));
        Assert.Equal(events.Length, events.Select(e => (string?)e["b64_json"]).Distinct().Count());
        Assert.Equal(Data(await MakeAsync("""{"model":"gpt-image-1","prompt":"x"}""")), (string?)events[^1]["b64_json"]);
        Assert.True((int)events[^1]["usage"]!["total_tokens"]! > 0);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_picture_and_another_another()
    {
        string first = Data(await MakeAsync("""{"model":"gpt-image-1","prompt":"a"}"""));

        Assert.Equal(first, Data(await MakeAsync("""{"model":"gpt-image-1","prompt":"a"}""")));
        Assert.NotEqual(first, Data(await MakeAsync("""{"model":"gpt-image-1","prompt":"b"}""")));
        JsonNode two = await MakeAsync("""{"model":"gpt-image-1","prompt":"a","n":2}""");
        Assert.Equal(2, two["data"]!.AsArray().Select(image => (string)image!["b64_json"]!).Distinct().Count());
        Assert.True((long)two["usage"]!["total_tokens"]! > 0);
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""", "model")]
    [InlineData("""{"model":"nano-banana"}""", "prompt")]
    [InlineData("""{"model":"nano-banana","prompt":7}""", "prompt")]
    [InlineData("""{"model":"nano-banana","prompt":"x","aspect_ratio":"7:1"}""", "aspect_ratio")]
    [InlineData("""{"model":"nano-banana","prompt":"x","image_size":"4K"}""", "image_size")]
    [InlineData("""{"model":"nano-banana-2","prompt":"x","image_size":"3K"}""", "image_size")]
    [InlineData("""{"model":"nano-banana","prompt":"x","image":"https://h/a.png"}""", "image")]
    [InlineData("""{"model":"nano-banana","prompt":"x","image":["https://h/a.png","hello"]}""", "image[1]")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","size":"1x1"}""", "size")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","n":11}""", "n")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","response_format":"url"}""", "response_format")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","output_compression":101}""", "output_compression")]
    [InlineData("""{"model":"gpt-image-1","prompt":"x","background":"red"}""", "background")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","n":2}""", "n")]
    [InlineData("""{"model":"dall-e-3","prompt":"x","style":"odd"}""", "style")]
    public async Task An_invalid_member_is_rejected_by_its_name_and_not_billed(string body, string param)
    {
        Assert.Equal(param, (string?)(await _gateway.ErrorAsync(body, path: Generations))["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task A_prompt_may_be_rejected()
        => Assert.Equal("moderation_blocked", (string?)(await _gateway.ErrorAsync("""{"model":"nano-banana","prompt":"/fail x"}""", path: Generations))["code"]);

    [Fact]
    public async Task OpenAIs_library_makes_and_edits()
    {
        var client = new OpenAIClient(new ApiKeyCredential(_gateway.Emulator.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") });
        ImageClient images = client.GetImageClient("gpt-image-1");

        GeneratedImage made = await images.GenerateImageAsync("a lighthouse");
        byte[] png = made.ImageBytes.ToArray();
        GeneratedImage edited = await images.GenerateImageEditAsync(new MemoryStream(png), "灯塔.png", "with glasses");
        GeneratedImage revised = await client.GetImageClient("dall-e-3").GenerateImageAsync("a lighthouse");

        Assert.Equal((1024, 1024), (Number(png, 16), Number(png, 20)));
        Assert.NotEqual(png, edited.ImageBytes.ToArray());
        Assert.Contains("a lighthouse", revised.RevisedPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_takes_several_images_and_a_mask()
    {
        byte[] square = Png(4, 4);

        using HttpResponseMessage answer = await EditAsync("nano-banana", ("image", "a.png", "image/png", square), ("image", "b.png", "image/png", Png(5, 6)));
        using HttpResponseMessage masked = await EditAsync("gpt-image-1", ("image[]", "a.png", "image/png", square), ("mask", "m.png", "image/png", square));

        Assert.Equal([200, 200], new[] { answer, masked }.Select(a => (int)a.StatusCode));
        Assert.Equal(2, _gateway.Emulator.Ledger.Count);
    }

    [Fact]
    public async Task A_picture_is_varied_without_a_prompt()
    {
        async Task<(int Status, JsonNode Answer)> VaryAsync(string field, string value)
        {
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(Png(4, 4)) { Headers = { ContentType = new("image/png") } }, "image", "a.png" }, { new StringContent(value), field },
            };
            using HttpResponseMessage response = await _gateway.Http.PostAsync("/v1/images/variations", form);
            return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        }

        (int status, JsonNode answer) = await VaryAsync("n", "2");
        Assert.Equal((200, 2), (status, answer["data"]!.AsArray().Count));
        (status, answer) = await VaryAsync("prompt", "x");
        Assert.Equal((400, "prompt"), (status, (string?)answer["error"]!["param"]));
        (status, answer) = await VaryAsync("model", "gpt-image-1");
        Assert.Equal((400, "model"), (status, (string?)answer["error"]!["param"]));
    }

    [Theory]
    [InlineData("image", "text/plain", 4, 4, "image")]
    [InlineData("image", "image/jpeg", 4, 4, "image")]
    [InlineData("mask", "image/png", 4, 4, "image")]
    [InlineData("file", "image/png", 4, 4, "file")]
    public async Task An_invalid_file_is_rejected(string name, string type, byte width, byte height, string param)
    {
        using HttpResponseMessage answer = await EditAsync("nano-banana", (name, "a.png", type, Png(width, height)));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(param, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("application/json", "{}", "isn't multipart/form-data")]
    [InlineData("multipart/form-data", "", "no multipart boundary")]
    [InlineData("multipart/form-data; boundary=x", "", "does not begin")]
    [InlineData("multipart/form-data; boundary=x", "--y\r\n", "does not begin")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "NextPart: EOF")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n1\r\n--x--\r\n", "no head")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: attachment\r\n\r\n1\r\n--x--\r\n", "Content-Disposition")]
    [InlineData("multipart/form-data; boundary=x", "--x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--x--\n", "line does not end")]
    public async Task A_malformed_form_is_rejected(string contentType, string body, string says)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using HttpResponseMessage answer = await _gateway.Http.PostAsync(Edits, content);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_not_there_is_404()
    {
        using HttpResponseMessage answer = await _gateway.Http.GetAsync("/v1/images/tasks/none");

        Assert.Equal(404, (int)answer.StatusCode);
    }

    private static byte[] Png(byte width, byte height) =>
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, width, 0, 0, 0, height, 8, 6, 0, 0, 0, 0, 0, 0, 0];

    private static int Number(byte[] png, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));

    private static string Data(JsonNode answer) => (string)answer["data"]![0]!["b64_json"]!;

    private async Task<JsonNode> MakeAsync(string body)
    {
        using HttpResponseMessage answer = await _gateway.PostAsync(body, path: Generations);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> EditAsync(string model, params (string Name, string FileName, string Type, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent { { new StringContent(model), "\"model\"" }, { new StringContent("x"), "\"prompt\"" } };
        foreach ((string name, string fileName, string type, byte[] bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new(type) } }, $"\"{name}\"", fileName);
        }

        return _gateway.Http.PostAsync(Edits, form);
    }
}
