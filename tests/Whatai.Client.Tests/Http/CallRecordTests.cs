using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What those who watch learn of calls: spans, histograms, the log.</summary>
public sealed class CallRecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whatai-log-").FullName;
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();

    public void Dispose()
    {
        _emulator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_call_is_a_line_of_the_log_for_its_owner_alone()
    {
        string path = Path.Combine(_folder, "calls.jsonl");
        using WhataiClient client = Connect(path);
        await client.Chat.CompleteAsync(Ask("/say secret words"));
        await foreach (ChatDelta piece in client.Chat.StreamAsync(Ask("/say more secret words")))
        {
            _ = piece;
        }

        _emulator.AddFault("400");
        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Ask("x")));
        _emulator.AddFault("cut-clean");
        await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (ChatDelta piece in client.Chat.StreamAsync(Ask("one two three four five")))
            {
                _ = piece;
            }
        });
        await client.Models.ListAsync();

        string text = File.ReadAllText(path);
        JsonElement[] lines = [.. text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["chat", "chat", "chat", "chat", "models"], lines.Select(line => line.GetProperty("operation").GetString()));
        Assert.Equal(["ok", "ok", "error", "error", "ok"], lines.Select(line => line.GetProperty("status").GetString()));
        Assert.All(lines.Take(2), line =>
        {
            Assert.Equal("gpt-4o", line.GetProperty("model").GetString());
            Assert.Equal("stop", line.GetProperty("finish_reason").GetString());
            Assert.True(line.GetProperty("completion_tokens").GetInt64() > 0);
            Assert.NotEmpty(line.GetProperty("request_id").GetString()!);
            Assert.EndsWith("/v1/chat/completions", line.GetProperty("url").GetString());
        });
        Assert.Equal("InvalidRequest", lines[2].GetProperty("error").GetString());
        Assert.Equal(400, lines[2].GetProperty("http_status").GetInt32());
        Assert.Equal("IncompleteAnswer", lines[3].GetProperty("error").GetString());
        Assert.DoesNotContain("secret", text);
        Assert.DoesNotContain(_emulator.ApiKey, text);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_wanted_or_broke_off_is_no_success()
    {
        string path = Path.Combine(_folder, "calls.jsonl");
        using WhataiClient client = Connect(path);
        var target = new FileTarget { Path = Path.Combine(_folder, "a") };
        _emulator.AddFault("cut-clean");
        await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("Hello"));
        _emulator.AddFault("error-200");
        await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("Hello"));
        await SpeakAsync("Hello");

        string[] lines = File.ReadAllLines(path);
        Assert.Equal(["error", "error", "ok"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("status").GetString()));

        async Task SpeakAsync(string text)
        {
            await foreach (SpeechPart _ in client.Audio.SpeakAsync(new SpeechRequest { Model = "tts-1", Input = text, Voice = "alloy", Format = "wav" }, target))
            {
            }
        }
    }

    [Fact]
    public async Task Calls_side_by_side_are_whole_lines_also_of_two_clients()
    {
        string path = Path.Combine(_folder, "calls.jsonl");
        using WhataiClient one = Connect(path);
        using WhataiClient two = Connect(path);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).Chat.CompleteAsync(Ask("x"))));

        string[] lines = File.ReadAllLines(path);
        Assert.Equal(40, lines.Length);
        Assert.All(lines, line => Assert.Equal("ok", JsonDocument.Parse(line).RootElement.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_log_that_can_not_be_written_fails_no_call_and_says_so()
    {
        using WhataiClient client = Connect(Path.Combine(_folder, "no", "such", "calls.jsonl"));

        Assert.Equal("Echo: x", (await client.Chat.CompleteAsync(Ask("x"))).Text);
        Assert.IsAssignableFrom<IOException>(client.LogProblem);
    }

    [Fact]
    public async Task A_call_is_a_span_and_is_measured_after_the_conventions()
    {
        var spans = new ConcurrentQueue<Activity>();
        var measured = new ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var parent = new Activity("a script").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Whatai.Client",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            // Other tests call at the same time.
            ActivityStopped = span =>
            {
                if (span.TraceId == parent.TraceId)
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener();
        meters.InstrumentPublished = static (instrument, own) =>
        {
            if (instrument.Meter.Name == "Whatai.Client")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument.Name, value, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument.Name, value, tags));
        meters.Start();
        using WhataiClient client = Connect(path: null);

        ChatCompletion answer = await client.Chat.CompleteAsync(Ask("/say yes"));
        _emulator.AddFault("400");
        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Ask("x")));

        Assert.Same(parent, Activity.Current);
        Assert.Equal(["chat gpt-4o", "chat gpt-4o"], spans.Select(span => span.DisplayName));
        Activity good = spans.First();
        Assert.Equal(ActivityKind.Client, good.Kind);
        Assert.Equal(parent.SpanId, good.ParentSpanId);
        Assert.Equal("chat", good.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("openai", good.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("gpt-4o", good.GetTagItem("gen_ai.request.model"));
        Assert.Equal(answer.Model, good.GetTagItem("gen_ai.response.model"));
        Assert.Equal(answer.Id, good.GetTagItem("gen_ai.response.id"));
        Assert.Equal(answer.Usage!.PromptTokens, good.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(answer.Usage.CompletionTokens, good.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal((string[])["stop"], good.GetTagItem("gen_ai.response.finish_reasons"));
        Assert.Equal(_emulator.Port, good.GetTagItem("server.port"));
        Activity bad = spans.Last();
        Assert.Equal(ActivityStatusCode.Error, bad.Status);
        Assert.Equal("InvalidRequest", bad.GetTagItem("error.type"));
        var own = measured.Where(one => Equals(one.Tags["server.port"], _emulator.Port)).ToList();
        Assert.Equal(2, own.Count(one => one.Name == "gen_ai.client.operation.duration"));
        Assert.Equal(["input", "output"], own.Where(one => one.Name == "gen_ai.client.token.usage").Select(one => one.Tags["gen_ai.token.type"]));

        void Measure(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => measured.Enqueue((name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
    }

    private static ChatRequest Ask(string text) => new() { Model = "gpt-4o", Messages = [new ChatMessage(ChatRole.User, text)] };

    private WhataiClient Connect(string? path) => new(new ConnectionOptions
    {
        BaseUrls = [BaseUrl.Normalize(_emulator.BaseUrl)],
        ApiKey = new System.Net.NetworkCredential(string.Empty, _emulator.ApiKey).SecurePassword,
        MaxRetries = 0,
        LogPath = path,
    });
}
