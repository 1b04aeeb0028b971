using System;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Text that is not well-formed costs its character, and what nobody foresaw its one call.</summary>
public class PoisonedAnswerTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\uFFFD"}""", """{"a":"\ud800"}""")]
    [InlineData("""{"a":"\uDC00"}""", """{"a":"\uFFFD"}""", """{"a":"\uDC00"}""")]
    [InlineData("""{"a" : "\ude00b" , "c":"d\ud83d" }""", """{"a" : "\uFFFDb" , "c":"d\uFFFD" }""", """{"a" : "\ude00b" , "c":"d\ud83d" }""")]
    [InlineData("""{"a":"b\ud83dc\ude00d"}""", """{"a":"b\uFFFDc\uFFFDd"}""", """{"a":"b\uFFFDc\uFFFDd"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\uFFFD\ud83d\ude00"}""", """{"a":"\uFFFD\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ude00\ude00"}""", """{"a":"\uFFFD\uFFFD"}""", """{"a":"\ude00\uFFFD"}""")]
    [InlineData("""{"\ud83d":1,"\ude00" :2}""", """{"\uFFFD":1,"\uFFFD" :2}""", """{"\uFFFD":1,"\uFFFD" :2}""")]
    [InlineData("""{"a":"\\\ud83d"}""", """{"a":"\\\uFFFD"}""", """{"a":"\\\ud83d"}""")]
    [InlineData("""{"a":"b\"\ude00"}""", """{"a":"b\"\uFFFD"}""", """{"a":"b\"\uFFFD"}""")]
    public void Half_a_pair_becomes_the_replacement_character(string json, string body, string piece)
    {
        Assert.Equal(body, Text(WellFormedJson.OfBody(Given.Utf8(json))));
        Assert.Equal(piece, Text(WellFormedJson.OfEvent(Given.Utf8(json))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"a":"\u4f60\u597d \ud83d\ude00 😀 \\ud83d \u12"}""")]
    [InlineData("""{"arguments":"{\"a\":\"\\ud83d"}""")]
    public void What_is_well_formed_is_given_as_it_is_and_costs_no_memory(string json)
    {
        byte[] good = Given.Utf8(json);
        Assert.Same(good, WellFormedJson.OfBody(good));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isSame = WellFormedJson.OfEvent(good) == good;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(isSame);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xE4, 0xBD, (byte)'"' }, "\"\uFFFD\"")]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0', (byte)'x', (byte)'"' }, "\"\uFFFD\\uFFFDx\"")]
    public void Bytes_that_are_no_text_become_the_replacement_character(byte[] json, string expected)
    {
        Assert.Equal(expected, Text(WellFormedJson.OfBody(json)));
        Assert.Equal(expected, Text(WellFormedJson.OfEvent(json)));
    }

    // Each was another exception once, and ended whatever called.
    [Theory]
    [InlineData("responses", """{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}]}],"usage":{"input_tokens":"\ud800","output_tokens":1,"total_tokens":2}}""")]
    [InlineData("responses streamed whole", """{"id":"r","object":"response","status":"completed","\ud800":1,"model":"m","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a\ud800b"}]}]}""")]
    [InlineData("gemini", """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":"\ud800"}}""")]
    [InlineData("gemini streamed array", """[{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":"\ud800"}}]""")]
    [InlineData("models", """{"data":[{"id":"m\ud800","created":"\ud800","owned_by":"\udc00"}]}""")]
    [InlineData("balance", """{"hard_limit_usd":"20","total_usage":1,"access_until":"\ud800","\ud800":"\ud800"}""")]
    [InlineData("image task", """{"code":"success","data":{"task_id":"\ud800","status":"SUCCESS","data":{"data":[{"url":"http://files.example.com/x.png","b64_json":"\ud800"}]}}}""")]
    [InlineData("video started", """{"data":"\ud800"}""")]
    [InlineData("video unified", """{"task_id":"u","status":"SUCCESS","data":{"outputs":["\ud800"]}}""")]
    [InlineData("videos seedance", """{"total":"\ud800","items":[{"id":"\ud800","status":"\udc00"}]}""")]
    [InlineData("transcription", """{"text":"a\ud800","duration":"\ud800","language":"\udc00","segments":[{"id":"\ud800","start":"\ud800"}]}""")]
    [InlineData("transcription streamed", "data: {\"type\":\"transcript.text.done\",\"text\":\"a\",\"usage\":{\"total_tokens\":\"\\ud800\"},\"duration\":\"\\ud800\"}\n\n")]
    [InlineData("embeddings", """{"data":[{"index":"\ud800","embedding":[1]},{"index":1,"embedding":[1]}],"model":"\ud800","\ud800":"\ud800"}""")]
    [InlineData("api", """{"\ud800":"\ud800"}""")]
    public async Task A_poisoned_answer_is_an_answer(string name, string body)
    {
        var call = ReadingCall.Of(name);

        await call.RunAsync(Steps.Answer(200, Given.Utf8(body), call.IsStream ? "text/event-stream" : "application/json"));
    }

    [Theory]
    [MemberData(nameof(ReadingCall.Names), MemberType = typeof(ReadingCall))]
    public async Task A_redirect_to_what_is_no_address_is_a_failure_of_the_call(string name)
    {
        foreach (string location in new[] { "//", "http://", "https://[" })
        {
            WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => ReadingCall.Of(name).RunAsync(Steps.Redirect(307, location)));

            Assert.Equal((ErrorKind.InvalidResponse, 307), (failure.Kind, failure.StatusCode));
        }
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_failure_of_the_call()
    {
        var answer = new BufferedResponse("{}"u8.ToArray(), "application/json", new CallContext(Given.Line, SecretRedactor.Of(Given.Options()), 1) { RequestId = "r1" }, default);
        var failures = new[]
        {
            Assert.Throws<WhataiException>(() => AnswerGuard.Read<int>(answer, static _ => throw new FormatException("x"))),
            await Assert.ThrowsAsync<WhataiException>(() => AnswerGuard.ReadAsync<int>(answer, static async _ =>
            {
                await Task.Yield();
                throw new FormatException("x");
            })),
        };

        Assert.All(failures, failure => Assert.Equal((ErrorKind.InvalidResponse, "r1", "{}", typeof(FormatException)), (failure.Kind, failure.RequestId, failure.RawJson, failure.InnerException!.GetType())));
        Assert.Throws<OperationCanceledException>(() => AnswerGuard.Read<int>(answer, static _ => throw new OperationCanceledException()));
        Assert.Throws<System.IO.IOException>(() => AnswerGuard.Read<int>(answer, static _ => throw new System.IO.IOException()));
    }

    private static string Text(ReadOnlySpan<byte> json) => System.Text.Encoding.UTF8.GetString(json);
}
