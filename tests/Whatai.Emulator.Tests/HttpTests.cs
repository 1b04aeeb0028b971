using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The HTTP of the listener.</summary>
public sealed class HttpTests : IDisposable
{
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Requests_follow_one_another_on_one_connection()
    {
        string one = "GET /v1/models/o3 HTTP/1.1\r\nHost: x\r\nAUTHORIZATION: Bearer sk-emulator\r\n\r\n";
        string last = one.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);
        RawAnswer answer = await _gateway.RawAsync(Encoding.ASCII.GetBytes(one + "\r\n" + one + last));
        Assert.Equal(3, answer.Text.Split("HTTP/1.1 200 OK\r\n").Length - 1);
        Assert.Equal(3, _gateway.Emulator.Requests.Count);
    }

    [Fact]
    public async Task A_chunked_body_is_put_together()
    {
        byte[] body = Encoding.UTF8.GetBytes(Gateway.Body("/say chunked \u4F60"));
        string head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-emulator\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        using var request = new MemoryStream();
        request.Write(Encoding.ASCII.GetBytes(head));
        foreach (byte[] chunk in body.Chunk(7))
        {
            request.Write(Encoding.ASCII.GetBytes($"{chunk.Length:X};ext=1\r\n"));
            request.Write(chunk);
            request.Write("\r\n"u8);
        }

        request.Write("0\r\nTrailer: x\r\n\r\n"u8);
        RawAnswer answer = await _gateway.RawAsync(request.ToArray());
        Assert.Contains("chunked \u4F60", answer.BodyText, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(body), _gateway.Emulator.Requests[0].Body);
    }

    [Fact]
    public async Task Expect_100_continue_is_answered_before_the_body()
    {
        byte[] body = Encoding.UTF8.GetBytes(Gateway.Body("hi"));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _gateway.Emulator.Port);
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-emulator\r\nExpect: 100-continue\r\nContent-Length: {body.Length}\r\n\r\n"));
        byte[] buffer = new byte[4096];
        int read = await client.Client.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(buffer, 0, read));
        await client.Client.SendAsync(body);
        read = await client.Client.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(3));
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_has_the_length_and_no_body()
    {
        RawAnswer answer = await _gateway.RawAsync("HEAD /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-emulator\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.Contains("Content-Length: ", answer.Head, StringComparison.Ordinal);
        Assert.Empty(answer.RawBody);
    }

    [Fact]
    public async Task An_HTTP_1_0_client_gets_no_chunks()
    {
        byte[] body = Encoding.UTF8.GetBytes(Gateway.Body("hi", stream: true));
        RawAnswer answer = await _gateway.RawAsync([
            .. Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.0\r\nAuthorization: Bearer sk-emulator\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
        Assert.DoesNotContain("chunked", answer.Head, StringComparison.Ordinal);
        Assert.StartsWith("data: ", answer.BodyText, StringComparison.Ordinal);
        Assert.EndsWith("[DONE]\n\n", answer.BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NONSENSE\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n", "400")]
    [InlineData("POST /v1/x HTTP/1.1\r\nContent-Length: 67108865\r\n\r\n", "413")]
    [InlineData("POST /v1/x HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400")]
    public async Task What_is_not_HTTP_is_rejected(string request, string status)
        => Assert.StartsWith("HTTP/1.1 " + status, (await _gateway.RawAsync(Encoding.ASCII.GetBytes(request))).Text, StringComparison.Ordinal);

    [Fact]
    public async Task An_endless_head_is_rejected()
    {
        RawAnswer answer = await _gateway.RawAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('a', 80_000)));
        Assert.StartsWith("HTTP/1.1 431", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, br", "br")]
    [InlineData("br;q=0, gzip;q=1.0", "gzip")]
    [InlineData("identity", null)]
    public async Task Long_whole_answers_are_compressed_as_the_client_accepts(string accept, string? coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(Gateway.Body("/repeat 500 long "), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        using HttpResponseMessage response = await _gateway.Http.SendAsync(request);
        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Stream raw = await response.Content.ReadAsStreamAsync();
        using Stream plain = coding switch
        {
            "gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            _ => raw,
        };
        JsonNode answer = (await JsonNode.ParseAsync(plain))!;
        Assert.Equal(2500, ((string?)answer["choices"]![0]!["message"]!["content"])!.Length);
    }

    [Fact]
    public async Task A_short_answer_is_not_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models/o3");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using HttpResponseMessage response = await _gateway.Http.SendAsync(request);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }
}
