using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Images and videos in chat requests, and images in chat answers.</summary>
public sealed class ChatMediaTests : IDisposable
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEElEQVR4nGP438AARww4OQBqQBH1OV4fMAAAAABJRU5ErkJggg==";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("image/png", "89504E470D0A1A0A0000000D4948445200000004000000030802000000", "image/png 4x3, 29 bytes")]
    [InlineData("image/png", "FFD8FFE000104A46494600010100000100010000FFFFC20011080102030403012200", "image/jpeg 772x258, 34 bytes")]
    [InlineData("image/gif", "474946383961050006008000", "image/gif 5x6, 12 bytes")]
    [InlineData("image/webp", "524946461E0000005745425056503820120000003001009D012A0700090000000000", "image/webp 7x9, 34 bytes")]
    [InlineData("image/webp", "524946461E000000574542505650384C120000002F09C0020000000000000000", "image/webp 10x12, 32 bytes")]
    [InlineData("image/webp", "524946461E00000057454250565038580A00000000000000FF0000010100", "image/webp 256x258, 30 bytes")]
    public async Task An_image_is_known_by_its_bytes(string type, string hex, string expected)
        => Assert.Equal($"Echo: x\n[image 1: {expected}, detail auto]", await EchoAsync(Data(type, Convert.FromHexString(hex))));

    [Fact]
    public async Task Every_part_has_its_line()
    {
        string body = Body(
            Image("data:image/png;base64," + Png, "low"),
            Image("https://host/b.jpg?x=1", "high"),
            Image("https://cdn.example/raw_video_2.MP4?sig=a"),
            Image(Data("video/mp4", new byte[456])),
            """{"type":"video_url","video_url":{"url":"https://host/stream"}}""");
        const string Expected = "Echo: x\n[image 1: image/png 4x3, 73 bytes, detail low]\n[image 2: https://host/b.jpg?x=1]\n"
            + "[video 1: https://cdn.example/raw_video_2.MP4?sig=a]\n[video 2: video/mp4, 456 bytes]\n[video 3: https://host/stream]";
        JsonNode answer = await _gateway.ChatAsync(body);
        Assert.Equal(Expected, (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal(1 + (5 * 85), (int)answer["usage"]!["prompt_tokens"]!);
        Assert.Equal(Expected, Gateway.Join(Gateway.Events(await _gateway.StreamTextAsync(Streamed(body)))));
    }

    [Fact]
    public async Task A_directive_wins_over_media()
        => Assert.Equal("y", (string?)(await _gateway.ChatAsync(Body("/say y", Image("https://h/a.png"))))["choices"]![0]!["message"]!["content"]);

    [Theory]
    [InlineData("data:image/png;base64,iVBOR!!", "invalid_base64", "Invalid base64 image_url in 'messages[0].content[2].image_url.url'.")]
    [InlineData("data:image/png;base64,iVBORw0K\nGgo=", "invalid_base64", "Invalid base64")]
    [InlineData("data:image/png;base64,iVBORw0KGgo", "invalid_base64", "Invalid base64")]
    [InlineData("data:image/png,plain", "invalid_base64", "Invalid base64")]
    [InlineData("data:text/plain;base64,aGVsbG8=", "invalid_image_format", "You uploaded an unsupported image. Please make sure")]
    [InlineData("data:image/png;base64,aGVsbG8=", "invalid_image_format", "You uploaded an unsupported image. Please make sure")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", "invalid_image_format", "You uploaded an unsupported image. Please make sure")]
    [InlineData("data:text/plain;base64," + Png, "invalid_image_format", "You uploaded an unsupported image. Please make sure")]
    [InlineData("C:\\a.png", "invalid_image_url", "Invalid 'messages[0].content[2].image_url.url'")]
    [InlineData("", "missing_required_parameter", "Missing")]
    public async Task A_broken_image_is_rejected_by_its_name(string url, string code, string message)
    {
        JsonNode error = await _gateway.ErrorAsync(Body(Image("https://h/fine.png"), Image(url)));
        Assert.Equal(("messages[0].content[2].image_url.url", code), ((string?)error["param"], (string?)error["code"]));
        Assert.StartsWith(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("""{"type":"image_url"}""", "messages[0].content[1].image_url")]
    [InlineData("""{"type":"image_url","image_url":"https://h/a.png"}""", "messages[0].content[1].image_url")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://h/a.png","detail":"huge"}}""", "messages[0].content[1].image_url.detail")]
    [InlineData("""{"type":"text"}""", "messages[0].content[1].text")]
    [InlineData("7", "messages[0].content[1]")]
    public async Task A_malformed_part_is_rejected_by_its_name(string part, string param)
        => Assert.Equal(param, (string?)(await _gateway.ErrorAsync(Body(part)))["param"]);

    [Theory]
    [InlineData("images")]
    [InlineData("parts")]
    [InlineData("markdown-data")]
    [InlineData("markdown-url")]
    [InlineData("url")]
    public async Task An_image_comes_in_its_place(string place)
    {
        string prompt = $"/image 4x3 {place}";
        JsonNode message = (await _gateway.ChatAsync(Gateway.Body(prompt)))["choices"]![0]!["message"]!;
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true)));
        JsonNode[] deltas = events.Select(e => e["choices"]![0]!["delta"]!).ToArray();
        string streamed = string.Concat(deltas.Select(d => d["content"]).OfType<JsonValue>().Select(c => (string?)c));
        const string Text = "Here is a 4x3 image.";
        switch (place)
        {
            case "images":
                Assert.Equal((Text, Text), ((string?)message["content"], streamed));
                Check((string)Assert.Single(message["images"]!.AsArray())!["image_url"]!["url"]!);
                Assert.Equal(message["images"]!.ToJsonString(), Assert.Single(deltas, d => d["images"] is not null)["images"]!.ToJsonString());
                break;
            case "parts":
                JsonArray parts = message["content"]!.AsArray();
                Assert.Equal(["text", "image_url"], parts.Select(p => (string?)p!["type"]));
                Assert.Equal((Text, Text), ((string?)parts[0]!["text"], streamed));
                Check((string)parts[1]!["image_url"]!["url"]!);
                JsonNode array = Assert.Single(deltas, d => d["content"] is JsonArray)["content"]!;
                Assert.Equal(parts[1]!.ToJsonString(), Assert.Single(array.AsArray())!.ToJsonString());
                break;
            default:
                string content = (string)message["content"]!;
                Assert.Equal(content, streamed);
                Match match = Regex.Match(content, place == "url" ? "^Here is a 4x3 image.\n\n(http.*)$" : "^Here is a 4x3 image.\n\n!\\[image\\]\\((.*)\\)$");
                Assert.True(match.Success, content);
                string url = match.Groups[1].Value;
                Assert.StartsWith(place == "markdown-data" ? "data:image/png;base64," : _gateway.Emulator.MediaBaseUrl + "/files/", url, StringComparison.Ordinal);
                Check(place == "markdown-data" ? url : Data("image/png", await _gateway.Media.GetByteArrayAsync(url)));
                Assert.True(deltas.Length > 8);
                break;
        }

        void Check(string uri)
        {
            Assert.StartsWith("data:image/png;base64,", uri, StringComparison.Ordinal);
            var png = PngFile.Read(Convert.FromBase64String(uri.Split(',')[1]));
            Assert.Equal((4, 3), (png.Width, png.Height));
            Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))[..3], png.Colour);
        }
    }

    [Theory]
    [InlineData("/image")]
    [InlineData("/image 4x3")]
    [InlineData("/image 0x3 url")]
    [InlineData("/image 4x4097 url")]
    [InlineData("/image 4x3 nowhere")]
    public async Task An_invalid_image_directive_is_rejected(string prompt)
        => Assert.Equal("messages", (string?)(await _gateway.ErrorAsync(Gateway.Body(prompt)))["param"]);

    [Fact]
    public async Task A_large_image_is_whole()
    {
        JsonNode message = (await _gateway.ChatAsync(Gateway.Body("/image 1000x700 images")))["choices"]![0]!["message"]!;
        var png = PngFile.Read(Convert.FromBase64String(((string)message["images"]![0]!["image_url"]!["url"]!).Split(',')[1]));
        Assert.Equal((1000, 700), (png.Width, png.Height));
    }

    [Theory]
    [InlineData("nano-banana")]
    [InlineData("recraftv3")]
    [InlineData("flux-kontext-pro")]
    [InlineData("gpt-image-1")]
    [InlineData("gemini-2.5-flash-image-preview")]
    public async Task An_image_model_adds_one_without_a_directive(string model)
    {
        string body = Body(Image("https://h/a.png")).Replace("gpt-4o", model, StringComparison.Ordinal);
        string content = (string)(await _gateway.ChatAsync(body))["choices"]![0]!["message"]!["content"]!;
        Match match = Regex.Match(content, "^Echo: x\n\\[image 1: https://h/a.png\\]\n\n!\\[image\\]\\((http.*png\\?.*)\\)$");
        Assert.True(match.Success, content);
        Assert.Equal(content, Gateway.Join(Gateway.Events(await _gateway.StreamTextAsync(Streamed(body)))));
        var png = PngFile.Read(await _gateway.Media.GetByteArrayAsync(match.Groups[1].Value));
        Assert.Equal((64, 64), (png.Width, png.Height));
        Assert.Equal("y", (string?)(await _gateway.ChatAsync(Gateway.Body("/say y").Replace("gpt-4o-mini", model, StringComparison.Ordinal)))["choices"]![0]!["message"]!["content"]);
    }

    private static string Data(string type, byte[] bytes) => $"data:{type};base64,{Convert.ToBase64String(bytes)}";

    private static string Image(string url, string? detail = null)
        => new JsonObject
        {
            ["type"] = "image_url",
            ["image_url"] = detail is null ? new JsonObject { ["url"] = url } : new JsonObject { ["url"] = url, ["detail"] = detail },
        }.ToJsonString();

    private static string Body(params string[] parts)
    {
        string text = parts[0][0] == '/' ? parts[0] : "x";
        IEnumerable<string> media = parts[0][0] == '/' ? parts[1..] : parts;
        return $$"""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"{{text}}"},{{string.Join(",", media)}}]}]}""";
    }

    private static string Streamed(string body) => body[..^1] + ",\"stream\":true}";

    private async Task<string?> EchoAsync(string url)
        => (string?)(await _gateway.ChatAsync(Body(Image(url))))["choices"]![0]!["message"]!["content"];
}
