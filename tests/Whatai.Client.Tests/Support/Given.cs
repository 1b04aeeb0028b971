using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Http;
using Whatai.Emulator;

namespace Whatai.Client.Tests;

/// <summary>What nearly every test begins with.</summary>
internal static class Given
{
    public const string Key = "sk-Zq7Xw2Vb9Nm4Lk6Jh8Gf3Ds5Ap1Oi0Uy";

    public static readonly Uri Line = new("https://api.example.com/");

    public static SecureString Secret(string text)
    {
        var secret = new SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    public static ConnectionOptions Options(params Uri[] lines) => new()
    {
        BaseUrls = lines.Length == 0 ? [Line] : lines,
        ApiKey = Secret(Key),
        NoProxy = true,
    };

    public static ConnectionOptions Options(GatewayEmulator emulator) =>
        Options(BaseUrl.Normalize(emulator.BaseUrl)) with { ApiKey = Secret(emulator.ApiKey), MaxRetries = 0 };

    public static WhataiClient Client(GatewayEmulator emulator) => new(Options(emulator));

    public static ChatRequest Chat(string text) => new() { Model = "gpt-4o-mini", Messages = [new ChatMessage(ChatRole.User, text)] };

    /// <summary>Tells the emulator what to do wrong with one call.</summary>
    public static CallOptions Fault(string name) => new() { Headers = new Dictionary<string, string> { ["X-Emulator-Fault"] = name } };

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A plain chat answer.</summary>
    public static string ChatJson(string text = "Hello") =>
        $$$"""{"id":"c1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";

    /// <summary>A streamed chat answer, one event a piece, with finish reason and <c>[DONE]</c>.</summary>
    public static string ChatEvents(params string[] pieces) =>
        string.Concat(pieces.Select(piece => Event(Delta($$"""{"content":"{{piece}}"}"""))))
        + Event(Delta("{}", "\"stop\""))
        + Event("[DONE]");

    public static string Delta(string delta, string finishReason = "null") =>
        $$"""{"id":"c1","created":1700000000,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finishReason}}}]}""";

    public static string Event(string data) => $"data: {data}\n\n";
}
