using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Faults in how bytes are sent, for streams and whole answers.</summary>
public sealed class WireFaultTests : IDisposable
{
    private const string Text = "\u4F60\u597D \U0001F30D \u4E16\u754C";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_byte_order_mark_comes_first(bool stream)
    {
        RawAnswer answer = await _gateway.RawChatAsync(Gateway.Body("hi", stream), "bom");
        Assert.Equal([0xEF, 0xBB, 0xBF], answer.Body[..3]);
        Assert.Equal(stream ? "data: {" : "{\"id\":\"", Encoding.UTF8.GetString(answer.Body, 3, 7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Characters_straddle_packets(bool stream)
    {
        string text = string.Concat(Enumerable.Repeat(Text, 5));
        RawAnswer answer = await _gateway.RawChatAsync(Gateway.Body("/say " + text, stream), "split-utf8");
        Assert.Equal(text, Content(answer, stream));
        int broken = answer.Reads.Count(read => read[^1] >= 0xC0);
        Assert.True(broken >= 8, $"{broken} of 25 characters arrived in two reads"); // all, on a machine with nothing else to do
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drip_sends_the_same_bytes_in_small_reads(bool stream)
    {
        RawAnswer answer = await _gateway.RawChatAsync(Gateway.Body("/say " + Text, stream), "drip");
        Assert.Equal(Text, Content(answer, stream));
        Assert.True(answer.Reads.Count > 8, $"only {answer.Reads.Count} reads");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_content_type(bool stream)
    {
        RawAnswer answer = await _gateway.RawChatAsync(Gateway.Body("/say " + Text, stream), "no-content-type");
        Assert.DoesNotContain("content-type", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Text, Content(answer, stream));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip", false)]
    [InlineData("br", true)]
    [InlineData("br", false)]
    public async Task Forced_compression(string coding, bool stream)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("/say " + Text, stream), coding);
        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Stream raw = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(
            coding == "br" ? new BrotliStream(raw, CompressionMode.Decompress) : new GZipStream(raw, CompressionMode.Decompress));
        string text = await reader.ReadToEndAsync();
        Assert.Equal(Text, stream ? Gateway.Join(Gateway.Events(text)) : PlainContent(text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HTTP_1_0_ends_by_closing(bool stream)
    {
        RawAnswer answer = await _gateway.RawChatAsync(Gateway.Body("/say " + Text, stream), "http10");
        Assert.StartsWith("HTTP/1.0 200 OK\r\n", answer.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", answer.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", answer.Head, StringComparison.Ordinal);
        Assert.Equal(Text, Content(answer, stream));
        using HttpResponseMessage seen = await _gateway.PostAsync(Gateway.Body("/say " + Text, stream), "http10");
        Assert.Equal(new Version(1, 0), seen.Version);
        Assert.Contains("\u4E16\u754C", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Content(RawAnswer answer, bool stream)
        => stream ? Gateway.Join(Gateway.Events(answer.BodyText)) : PlainContent(answer.BodyText);

    private static string PlainContent(string json) => (string)JsonNode.Parse(json)!["choices"]![0]!["message"]!["content"]!;
}
