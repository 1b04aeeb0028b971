using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the emulator is told to answer, and how to write it.</summary>
public static class Directives
{
    public static TheoryData<string> Prompts =>
    [
        "Hello there",
        "你好，世界 🌍👩‍💻 mixed text",
        "/say exactly  this\n\n  with spaces \t and 2024-01-02T03:04:05+08:00",
        "/say ",
        "/say Use <think>tags</think> late",
        "/say \"quotes\" \\ and \u0001 control \u2028 characters",
        "/repeat 500 ab ",
        "/length 40",
        "/reason I think so | Therefore",
        "/reason 想一想 🤔 | 所以",
        "/reason2 I think so | Therefore",
        "/think I think so | Therefore",
        "/think 想一想 | 所以 <think> again",
        "/think only thought |",
        "/system",
        "/history",
        "/refuse I would rather not",
        "/toolcall weather {\"city\":\"北京\",\"when\":\"2024-01-02T03:04:05Z\"}",
        "/toolcall weather {\"city\":\"北京\"}\n/toolcall time {\"zone\":\"Asia/Shanghai\",\"format\":\"a very long one\"}\n/toolcall weather",
        "/toolcall weather {broken json",
        "/toolcall unknown {}",
        "/toolloop time {\"a\":[1,2,{\"b\":\"}\"}]}",
    ];

    public static TheoryData<string> Twists =>
    [
        "ping", "no-done", "usage-empty-choices", "usage-with-choice", "no-choices", "duplicate-finish", "string-numbers", "unknown-fields", "crlf", "cr",
        "multi-line-data", "bom", "split-utf8", "drip", "no-content-type", "gzip", "br", "http10",
    ];
}
