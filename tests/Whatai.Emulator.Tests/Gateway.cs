using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Whatai.Emulator.Tests;

/// <summary>An emulator with an authorised HTTP client, and with raw sockets for what HttpClient hides.</summary>
public sealed class Gateway : IDisposable
{
    public Gateway(EmulatorOptions? options = null)
    {
        Emulator = GatewayEmulator.Start(options);
        // Without draining, disposing of a half-read response closes its connection at once.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 100, ResponseDrainTimeout = TimeSpan.Zero };
        Http = new HttpClient(handler)
        {
            BaseAddress = new Uri(Emulator.BaseUrl),
            Timeout = TimeSpan.FromSeconds(10),
        };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Emulator.ApiKey);
    }

    public GatewayEmulator Emulator { get; }

    public HttpClient Http { get; }

    /// <summary>A client without the key, for the media host.</summary>
    public HttpClient Media { get; } = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>A chat body with one user message; <paramref name="more"/> is JSON members such as <c>"n":2</c>.</summary>
    public static string Body(string text, bool stream = false, string? more = null)
        => $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":{{JsonValue.Create(text)!.ToJsonString()}}}]{{(stream ? ",\"stream\":true" : "")}}{{(more is null ? "" : "," + more)}}}""";

    /// <summary>A body for /v1/responses; <paramref name="input"/> is text, or JSON that begins an array.</summary>
    public static string Ask(string input, bool stream = false, string? more = null)
        => $$"""{"model":"gpt-4o-mini","input":{{(input.StartsWith('[') ? input : JsonValue.Create(input)!.ToJsonString())}}{{(stream ? ",\"stream\":true" : "")}}{{(more is null ? "" : "," + more)}}}""";

    /// <summary>The JSON of a whole response.</summary>
    public Task<JsonNode> RespondAsync(string input, string? more = null, string? fault = null)
        => JsonAsync(Ask(input, more: more), fault, "/v1/responses");

    /// <summary>A body for /v1/messages; <paramref name="messages"/> is text, or JSON that begins an array.</summary>
    public static string Messages(string messages, bool stream = false, string? more = null)
        => $$"""{"model":"claude-sonnet-4-5","max_tokens":4096,"messages":{{(messages.StartsWith('[') ? messages : $$"""[{"role":"user","content":{{JsonValue.Create(messages)!.ToJsonString()}}}]""")}}{{(stream ? ",\"stream\":true" : "")}}{{(more is null ? "" : "," + more)}}}""";

    /// <summary>The JSON of a whole message.</summary>
    public Task<JsonNode> MessageAsync(string messages, string? more = null, string? fault = null) => JsonAsync(Messages(messages, more: more), fault, "/v1/messages");

    /// <summary>The path of a Gemini method.</summary>
    public static string Gemini(string method = "generateContent", string model = "gemini-2.5-pro") => $"/v1beta/models/{model}:{method}";

    /// <summary>A body for Gemini; <paramref name="contents"/> is text, or JSON that begins an array.</summary>
    public static string Contents(string contents, string? more = null)
        => $$"""{"contents":{{(contents.StartsWith('[') ? contents : $$"""[{"parts":[{"text":{{JsonValue.Create(contents)!.ToJsonString()}}}]}]""")}}{{(more is null ? "" : "," + more)}}}""";

    /// <summary>The JSON of a whole Gemini answer.</summary>
    public Task<JsonNode> GenerateAsync(string contents, string? more = null, string model = "gemini-2.5-pro", string? fault = null)
        => JsonAsync(Contents(contents, more), fault, Gemini(model: model));

    /// <summary>The text, without thoughts, of some Gemini answers' first candidates.</summary>
    public static string GeminiText(params IEnumerable<JsonNode> answers)
        => string.Concat(answers
            .SelectMany(a => a["candidates"]?.AsArray() ?? [])
            .Where(c => (int)c!["index"]! == 0)
            .SelectMany(c => c!["content"]?["parts"]?.AsArray() ?? [])
            .Where(p => p!["thought"] is null)
            .Select(p => (string?)p!["text"]));

    /// <summary>The text of a response's messages.</summary>
    public static string Text(JsonNode response)
        => string.Concat(response["output"]!.AsArray().Where(i => (string?)i!["type"] == "message").Select(i => (string?)i!["content"]![0]!["text"]));

    public Task<HttpResponseMessage> PostAsync(
        string body, string? fault = null, string path = "/v1/chat/completions", HttpCompletionOption option = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (fault is not null)
        {
            request.Headers.Add("X-Emulator-Fault", fault);
        }

        return Http.SendAsync(request, option);
    }

    /// <summary>The JSON of a whole chat answer.</summary>
    public Task<JsonNode> ChatAsync(string body, string? fault = null) => JsonAsync(body, fault, "/v1/chat/completions");

    public async Task<JsonNode> JsonAsync(string body, string? fault, string path)
    {
        using HttpResponseMessage response = await PostAsync(body, fault, path);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The error object of an answer with the status that is expected; its message is without the request id.</summary>
    public async Task<JsonNode> ErrorAsync(string body, int status = 400, string path = "/v1/chat/completions")
    {
        using HttpResponseMessage response = await PostAsync(body, path: path);
        string text = await response.Content.ReadAsStringAsync();
        Xunit.Assert.True(status == (int)response.StatusCode, text);
        JsonNode error = JsonNode.Parse(text)!["error"]!;
        error["message"] = ((string)error["message"]!).Split(" (request id: ")[0];
        return error;
    }

    /// <summary>The content of the first choice of a whole chat answer.</summary>
    public async Task<string?> TextAsync(string prompt)
        => (string?)(await ChatAsync(Body(prompt)))["choices"]![0]!["message"]!["content"];

    /// <summary>The whole text of a stream.</summary>
    public async Task<string> StreamTextAsync(string body, string? fault = null, string path = "/v1/chat/completions")
    {
        using HttpResponseMessage response = await PostAsync(body, fault, path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The JSON of every data line but <c>[DONE]</c>.</summary>
    public static List<JsonNode> Events(string stream)
        => stream.Split('\n')
            .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line[6..])!)
            .ToList();

    /// <summary>The concatenated text of one field of one choice.</summary>
    public static string Join(IEnumerable<JsonNode> events, string field = "content", int choice = 0)
        => string.Concat(events
            .SelectMany(e => e["choices"]?.AsArray() ?? [])
            .Where(c => (int)c!["index"]! == choice)
            .Select(c => (string?)c!["delta"]![field]));

    /// <summary>Sends a chat, or another POST, over a raw socket.</summary>
    public Task<RawAnswer> RawChatAsync(string body, string? fault = null, string path = "/v1/chat/completions")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string head = $"POST {path} HTTP/1.1\r\nHost: x\r\nauthorization: bearer {Emulator.ApiKey}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n"
            + (fault is null ? "" : $"X-Emulator-Fault: {fault}\r\n") + "\r\n";
        return RawAsync([.. Encoding.ASCII.GetBytes(head), .. bytes]);
    }

    /// <summary>Sends bytes and reads until the connection ends.</summary>
    public async Task<RawAnswer> RawAsync(byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Emulator.Port);
        await client.Client.SendAsync(request);
        var answer = new RawAnswer();
        byte[] buffer = new byte[64 * 1024];
        using var all = new MemoryStream();
        try
        {
            int read;
            while ((read = await client.Client.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(8))) > 0)
            {
                all.Write(buffer, 0, read);
                answer.Reads.Add(buffer[..read]);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            answer.WasReset = true;
        }

        answer.Bytes = all.ToArray();
        return answer;
    }

    /// <summary>Waits until the newest request has an outcome.</summary>
    public async Task<EmulatorRequest> LastRequestAsync(int milliseconds = 10000)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            IReadOnlyList<EmulatorRequest> all = Emulator.Requests;
            EmulatorRequest? last = all.Count > 0 ? all[^1] : null;
            if ((last is not null && last.Outcome != "Pending") || clock.ElapsedMilliseconds > milliseconds)
            {
                return last ?? throw new InvalidOperationException("No request came.");
            }

            await Task.Delay(5);
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        Media.Dispose();
        Emulator.Dispose();
    }
}

/// <summary>What a raw socket received.</summary>
public sealed class RawAnswer
{
    public byte[] Bytes { get; set; } = [];

    /// <summary>The bytes of each read.</summary>
    public List<byte[]> Reads { get; } = [];

    public bool WasReset { get; set; }

    public string Text => Encoding.Latin1.GetString(Bytes);

    public string Head => Text.Split("\r\n\r\n")[0];

    /// <summary>The bytes after the head, still in their transfer coding.</summary>
    public byte[] RawBody => Bytes[Math.Min(Bytes.Length, Head.Length + 4)..];

    public bool EndsTheChunks => Text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);

    /// <summary>The body without chunk lines; ends where the coding is cut.</summary>
    public byte[] Body
    {
        get
        {
            if (!Head.Contains("chunked", StringComparison.Ordinal))
            {
                return RawBody;
            }

            var body = new List<byte>();
            byte[] raw = RawBody;
            int at = 0;
            while (at < raw.Length)
            {
                int line = Array.IndexOf(raw, (byte)'\n', at);
                int size = Convert.ToInt32(Encoding.ASCII.GetString(raw, at, line - at - 1), 16);
                body.AddRange(raw.Skip(line + 1).Take(size));
                at = line + 1 + size + 2;
            }

            return body.ToArray();
        }
    }

    public string BodyText => Encoding.UTF8.GetString(Body);
}
