using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every fault of the emulator by name: what came through, and what it is called.</summary>
public sealed class FaultTests : IDisposable
{
    private const string All = "one two three four";
    private const string Half = "one two";

    // Null is no error. The text is what a stream brings before its end.
    internal static readonly Dictionary<string, (ErrorKind? Plain, ErrorKind? Streamed, string Text)> Expected = new()
    {
        ["400"] = Refused(ErrorKind.InvalidRequest),
        ["401"] = Refused(ErrorKind.AuthenticationFailed),
        ["403"] = Refused(ErrorKind.PermissionDenied),
        ["403-quota"] = Refused(ErrorKind.QuotaExceeded),
        ["404"] = Refused(ErrorKind.NotFound),
        ["408"] = Refused(ErrorKind.TimedOut),
        ["409"] = Refused(ErrorKind.InvalidRequest),
        ["413"] = Refused(ErrorKind.InvalidRequest),
        ["422"] = Refused(ErrorKind.InvalidRequest),
        ["429"] = Refused(ErrorKind.RateLimited),
        ["429-retry-after"] = Refused(ErrorKind.RateLimited),
        ["429-date"] = Refused(ErrorKind.RateLimited),
        ["429-long"] = Refused(ErrorKind.RateLimited),
        ["429-empty"] = Refused(ErrorKind.RateLimited),
        ["429-quota"] = Refused(ErrorKind.QuotaExceeded),
        ["500"] = Refused(ErrorKind.ServiceUnavailable),
        ["500-local"] = Refused(ErrorKind.InvalidRequest),
        ["500-sensitive"] = Refused(ErrorKind.InvalidRequest),
        ["502"] = Refused(ErrorKind.ServiceUnavailable),
        ["502-html"] = Refused(ErrorKind.ServiceUnavailable),
        ["503"] = Refused(ErrorKind.ServiceUnavailable),
        ["503-model"] = Refused(ErrorKind.NotFound),
        ["504"] = Refused(ErrorKind.TimedOut),
        ["524"] = Refused(ErrorKind.TimedOut),
        ["should-retry"] = Refused(ErrorKind.InvalidRequest),
        ["should-not-retry"] = Refused(ErrorKind.ServiceUnavailable),
        ["shape-gemini"] = Refused(ErrorKind.InvalidRequest),
        ["shape-ark"] = Refused(ErrorKind.InvalidRequest),
        ["shape-task"] = Refused(ErrorKind.InvalidRequest),
        ["shape-dashboard"] = Refused(ErrorKind.ServiceUnavailable),
        ["shape-claude"] = Refused(ErrorKind.InvalidRequest),
        ["shape-code-number"] = Refused(ErrorKind.InvalidRequest),
        ["shape-string"] = Refused(ErrorKind.InvalidRequest),
        ["shape-key-echo"] = Refused(ErrorKind.AuthenticationFailed),
        ["redirect-same"] = (null, null, All),
        ["redirect-cross"] = Refused(ErrorKind.InvalidResponse),
        ["redirect-302"] = Refused(ErrorKind.InvalidResponse),
        ["html-200"] = Refused(ErrorKind.InvalidResponse),
        ["captive-portal"] = Refused(ErrorKind.ServiceUnavailable),
        ["error-as-event-stream"] = Refused(ErrorKind.InvalidRequest),
        ["error-200"] = Refused(ErrorKind.ServiceUnavailable),
        ["empty-200"] = Refused(ErrorKind.InvalidResponse),
        ["json-garbage"] = Refused(ErrorKind.InvalidResponse),
        ["reset-before"] = Refused(ErrorKind.ConnectionFailed),
        ["stall-headers"] = Refused(ErrorKind.TimedOut),
        ["mid-stream-error"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["response-failed"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["nested-error"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["ping-then-error"] = Refused(ErrorKind.ServiceUnavailable),
        ["cut-mid-line"] = (ErrorKind.IncompleteAnswer, ErrorKind.IncompleteAnswer, Half),
        ["cut-clean"] = (ErrorKind.InvalidResponse, ErrorKind.IncompleteAnswer, Half),
        ["cut-mid-utf8"] = (ErrorKind.IncompleteAnswer, ErrorKind.IncompleteAnswer, "你好🌍你好🌍"),
        ["reset"] = (ErrorKind.ConnectionFailed, ErrorKind.IncompleteAnswer, Half),
        ["stall"] = (ErrorKind.TimedOut, ErrorKind.TimedOut, Half),
        ["done-without-finish"] = (null, ErrorKind.IncompleteAnswer, All),
        ["ping"] = (null, null, All),
        ["no-done"] = (null, null, All),
        ["usage-empty-choices"] = (null, null, All),
        ["usage-with-choice"] = (null, null, All),
        ["no-choices"] = (null, null, All),
        ["duplicate-finish"] = (null, null, All),
        ["string-numbers"] = (null, null, All),
        ["unknown-fields"] = (null, null, All),
        ["unknown-events"] = (null, null, All),
        ["crlf"] = (null, null, All),
        ["cr"] = (null, null, All),
        ["multi-line-data"] = (null, null, All),
        ["bom"] = (null, null, All),
        ["split-utf8"] = (null, null, All),
        ["drip"] = (null, null, All),
        ["no-content-type"] = (null, null, All),
        ["gzip"] = (null, null, All),
        ["br"] = (null, null, All),
        ["http10"] = (null, null, All),
    };

    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public FaultTests()
    {
        _client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(600) });
    }

    public static TheoryData<string> Names => [.. Expected.Keys];

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public void Every_fault_of_the_emulator_is_here()
    {
        Assert.Equal(GatewayEmulator.FaultNames.Order(), Expected.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stream(string fault)
    {
        (_, ErrorKind? kind, string text) = Expected[fault];

        StreamResult result = await _client.Chat.StreamAsync(Given.Chat("/say " + All), Given.Fault(fault)).ToResultAsync();

        Assert.Equal(text, result.Text);
        Assert.Equal(kind, (result.Failure as WhataiException)?.Kind);
        if (kind is null)
        {
            Assert.Equal(text, result.Completion.Text);
            Assert.Equal("stop", result.Completion.FinishReason);
        }
        else
        {
            Assert.All(result.Deltas, delta => Assert.Null(delta.Completion));
            bool begun = text.Length > 0 || fault == "ping-then-error";
            Assert.True(begun == result.Error.Message.Contains("incomplete", StringComparison.Ordinal), result.Error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plain_answer(string fault)
    {
        ErrorKind? kind = Expected[fault].Plain;

        Task<ChatCompletion> call = _client.Chat.CompleteAsync(Given.Chat("/say " + All), Given.Fault(fault)).WaitAsync(Eventually.Limit);

        if (kind is null)
        {
            Assert.Equal(All, (await call).Text);
            return;
        }

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => call);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(kind == ErrorKind.IncompleteAnswer || fault == "stall", failure.Message.Contains("incomplete", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_list_of_models_is_not_mistaken_for_another(string fault)
    {
        Exception? failure = await Record.ExceptionAsync(() => _client.Models.ListAsync(Given.Fault(fault)).WaitAsync(Eventually.Limit));

        Assert.True(failure is null or WhataiException, failure?.ToString());
        bool fine = Expected[fault].Plain is null || fault is "redirect-302";
        Assert.Equal(fine, failure is null);
    }

    [Theory]
    [InlineData("504")]
    [InlineData("524")]
    [InlineData("reset-before")]
    [InlineData("stall-headers")]
    [InlineData("reset")]
    [InlineData("cut-mid-line")]
    [InlineData("cut-clean")]
    [InlineData("empty-200")]
    [InlineData("json-garbage")]
    [InlineData("stall")]
    public async Task No_chat_is_billed_twice(string fault)
    {
        using var client = new WhataiClient(
            Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(200), MaxRetries = 3 }, null, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault(fault))).WaitAsync(Eventually.Limit);
        Assert.NotNull((await client.Chat.StreamAsync(Given.Chat("Hi there, you"), Given.Fault(fault)).ToResultAsync()).Failure);

        Assert.Equal(2, _emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task What_came_before_a_reset_is_kept()
    {
        var read = new TaskCompletionSource();
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(Given.Event(Given.Delta("""{"content":"one"}""")) + Given.Event(Given.Delta("""{"content":" two"}""")));
            await read.Task;
            connection.Reset();
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        var text = new List<string>();

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (ChatDelta delta in client.Chat.StreamAsync(Given.Chat("Hi")))
            {
                text.Add(delta.Text);
                if (text.Count == 2)
                {
                    read.SetResult();
                }
            }
        });

        Assert.Equal(["one", " two"], text);
        Assert.Equal(ErrorKind.IncompleteAnswer, failure.Kind);
        Assert.NotNull(failure.InnerException);
    }

    private static (ErrorKind? Plain, ErrorKind? Streamed, string Text) Refused(ErrorKind kind) => (kind, kind, string.Empty);
}
