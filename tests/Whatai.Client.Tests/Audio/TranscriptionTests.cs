using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What is said in a sound: as text, with times, as subtitles, and as it comes.</summary>
public sealed class TranscriptionTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"whatai-{Guid.NewGuid():N}.wav");

    public TranscriptionTests() => File.WriteAllBytes(_path, [1, 2, 3, 4]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task The_form_has_each_field_under_its_name()
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"text":"Hi"}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        Transcription transcription = await client.Audio.TranscribeAsync(
            Request() with { Language = "zh", Prompt = "名字", Temperature = 0.5, Timestamps = ["word", "segment"] },
            new CallOptions { ExtraBody = new JsonObject { ["x"] = 1, ["temperature"] = null, ["y"] = "z" } });

        string form = System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!);
        Assert.Equal(
            ["model=whisper-1", "language=zh", "prompt=名字", "response_format=verbose_json", "timestamp_granularities[]=word", "timestamp_granularities[]=segment", "x=1", "y=z", "file=\u0001\u0002\u0003\u0004"],
            form.Split("Content-Disposition: form-data; name=\"").Skip(1).Select(part => part.Split('"')[0] + "=" + part.Split("\r\n\r\n")[1].Split("\r\n--")[0]));
        Assert.Contains("Content-Type: audio/wav", form, StringComparison.Ordinal);
        Assert.Equal("Hi", transcription.Text);
        Assert.Equal(_path, transcription.Input);
    }

    [Fact]
    public async Task Times_are_read_also_where_they_are_strings()
    {
        const string Json = """{"task":"transcribe","language":"english","duration":"1.5","text":"a b","segments":[{"id":0,"start":0,"end":1.25,"text":"a"},{"start":"1.25","end":1.5,"text":" b"}],"words":[{"word":"a","start":0.1,"end":1.25}],"usage":{"type":"duration","seconds":2}}""";
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(Json)));

        Transcription transcription = await client.Audio.TranscribeAsync(Request() with { Timestamps = ["word"] });

        Assert.Equal(TimeSpan.FromSeconds(1.5), transcription.Length);
        Assert.Equal("english", transcription.Language);
        Assert.Equal([0, 1], transcription.Segments.Select(one => one.Id));
        Assert.Equal(TimeSpan.FromSeconds(1.25), transcription.Segments[1].Start);
        Assert.Equal(new TranscriptionWord("a", TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(1.25)), transcription.Words[0]);
        Assert.Null(transcription.Usage);
        Assert.Equal(Json, transcription.RawJson);
    }

    [Fact]
    public async Task A_stream_gives_pieces_and_then_the_whole()
    {
        List<TranscriptionDelta> pieces = await StreamAsync(Steps.Events(
            Given.Event("""{"type":"transcript.text.delta","delta":"Hel"}""")
            + Given.Event("""{"type":"transcript.something.new"}""")
            + Given.Event("""{"type":"transcript.text.delta","delta":"lo"}""")
            + Given.Event("""{"type":"transcript.text.done","text":"Hello","usage":{"type":"tokens","input_tokens":3,"output_tokens":2,"total_tokens":5}}""")));

        Assert.Equal(["Hel", "lo", ""], pieces.Select(one => one.Text));
        Assert.Equal("Hello", pieces[^1].Transcription!.Text);
        Assert.Equal(5, pieces[^1].Transcription!.Usage!.TotalTokens);
    }

    [Fact]
    public async Task A_model_that_can_not_stream_gives_all_at_once()
    {
        List<TranscriptionDelta> pieces = await StreamAsync(Steps.Ok("""{"text":"Hello"}"""));

        Assert.Equal(["Hello", ""], pieces.Select(one => one.Text));
        Assert.Equal("Hello", pieces[^1].Transcription!.Text);
    }

    private static readonly string s_events = string.Concat(
        Given.Event("""{"type":"transcript.text.delta","delta":"Hel\ud83d"}"""),
        Given.Event("""{"type":"transcript.text.delta","delta":"\ude00lo"}"""),
        Given.Event("""{"type":"transcript.text.done","text":"Hel😀lo","logprobs":[{"logprob":NaN}]}"""));

    public static TheoryData<string> Bodies => new()
    {
        s_events,
        s_events + Given.Event("[DONE]"),
        s_events.Replace("\n\n", "\n", StringComparison.Ordinal),
        s_events.Replace("data: ", "", StringComparison.Ordinal),
        "data: : ping\n\n" + s_events,
        """{"text":"Hel😀lo"}""",
        """: PING""" + "\n\n" + """{"text":"Hel😀lo","duration":NaN}""",
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_body_decides_what_it_is(string body)
    {
        foreach (string? label in new[] { "text/event-stream", "application/json", "text/plain", null })
        {
            List<TranscriptionDelta> pieces = await StreamAsync(Steps.Answer(200, Given.Utf8(body), label));
            Assert.Equal("Hel😀lo", string.Concat(pieces.Select(one => one.Text)));
            Assert.Equal("Hel😀lo", pieces[^1].Transcription!.Text);

            using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(body), label)));
            Assert.Equal("Hel😀lo", (await client.Audio.TranscribeAsync(Request())).Text);
        }
    }

    public static TheoryData<string, ErrorKind> BadStreams => new()
    {
        { Given.Event("""{"type":"transcript.text.delta","delta":"Hel"}"""), ErrorKind.IncompleteAnswer },
        { Given.Event("""{"type":"transcript.text.delta","delta":"Hel"}""") + Given.Event("[DONE]"), ErrorKind.IncompleteAnswer },
        { Given.Event("""{"type":"error","error":{"message":"no"}}"""), ErrorKind.ServiceUnavailable },
        { "event: error\ndata: no\n\n", ErrorKind.ServiceUnavailable },
        { Given.Event("""{"type":"transcript."""), ErrorKind.IncompleteAnswer },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public async Task A_stream_that_is_not_done_is_an_error(string events, ErrorKind kind)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => StreamAsync(Steps.Events(events)));
        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData("hello world\n", "text/plain", "hello world")]
    [InlineData("hello world", "application/json", "hello world")]
    [InlineData("\uFEFF你好", "text/plain", "你好")]
    [InlineData("\"hello world\"", "application/json", "hello world")]
    [InlineData("""{"text":"hello world","segments":[{"id":0,"start":0.0,"end":1.0,"text":"hello world","avg_logprob":NaN,"x":-Infinity}]}""", "application/json", "hello world")]
    [InlineData("""{"text":null,"segments":[{"id":0,"start":0,"end":1,"text":"hello"},{"start":1,"end":2,"text":" world"}]}""", "application/json", "hello world")]
    [InlineData("""{"segments":[{"start":0,"end":1,"text":"hello "},{"start":1,"end":2,"text":"world"}]}""", "application/json", "hello world")]
    [InlineData("""{"result":{"text":"hello world"}}""", "application/json", "hello world")]
    [InlineData("""{"code":0,"data":{"text":"hello world"}}""", "application/json", "hello world")]
    [InlineData("""{"text":""}""", "application/json", "")]
    public async Task A_text_is_read_in_the_shapes_of_servers(string answer, string mediaType, string text)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(answer), mediaType)));

        Transcription transcription = await client.Audio.TranscribeAsync(Request());

        Assert.Equal(text, transcription.Text);
        Assert.Equal(answer.TrimStart('\uFEFF'), transcription.RawJson);
        Assert.All(transcription.Segments, segment => Assert.True(segment.End > segment.Start));
    }

    [Theory]
    [InlineData("""{"code":500,"message":"upstream broke"}""")]
    [InlineData("""{"error":{"message":"upstream broke"}}""")]
    [InlineData("<html><title>upstream broke</title></html>")]
    [InlineData("""{"other":1}""")]
    [InlineData("[1]")]
    public async Task What_is_no_text_is_an_error(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(answer), "text/plain")));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Audio.TranscribeAsync(Request()));

        Assert.Equal(answer, failure.ResponseBody);
    }

    [Theory]
    [InlineData("srt", """ "1\n00:00:00,000 --> 00:00:01,000\nHi\n" """, "1\n00:00:00,000 --> 00:00:01,000\nHi\n")]
    [InlineData("srt", """{"text":"1\n00:00:00,000 --> 00:00:01,000\nHi\n"}""", "1\n00:00:00,000 --> 00:00:01,000\nHi\n")]
    [InlineData("srt", """{"srt":"1\n00:00:00,000 --> 00:00:01,000\nHi\n","text":"Hi"}""", "1\n00:00:00,000 --> 00:00:01,000\nHi\n")]
    [InlineData("srt", "\uFEFF1\r\n00:00:00,000 --> 00:00:01,000\r\nHi\r\n", "1\r\n00:00:00,000 --> 00:00:01,000\r\nHi\r\n")]
    [InlineData("vtt", """ "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHi\n" """, "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHi\n")]
    [InlineData("vtt", """{"result":{"text":"\uFEFFWEBVTT\n\n"}}""", "WEBVTT\n\n")]
    public async Task Subtitles_are_taken_out_of_JSON(string format, string answer, string subtitles)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        Assert.Equal(subtitles, (await client.Audio.TranscribeSubtitlesAsync(Request(), format)).Text);
    }

    [Theory]
    [InlineData("srt", "1\n00:00:00,000 --> 00:00:01,000\nHi\n\n", true)]
    [InlineData("srt", "", true)]
    [InlineData("srt", "Hi", false)]
    [InlineData("srt", """{"text":"Hi"}""", false)]
    [InlineData("srt", "He wrote a --> b", false)]
    [InlineData("srt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHi\n", false)]
    [InlineData("srt", "\"Hi\"", false)]
    [InlineData("srt", """{"text":"a --> b"}""", false)]
    [InlineData("vtt", "WEBVTT\n\n", true)]
    [InlineData("vtt", "", false)]
    public async Task Subtitles_are_such_or_an_error(string format, string answer, bool isRight)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(answer), "text/plain")));
        Task<Transcription> asked = client.Audio.TranscribeSubtitlesAsync(Request(), format);

        if (isRight)
        {
            Assert.Equal(answer, (await asked).Text);
        }
        else
        {
            Assert.Equal(ErrorKind.InvalidResponse, (await Assert.ThrowsAsync<WhataiException>(() => asked)).Kind);
        }
    }

    [Fact]
    public async Task What_may_be_billed_is_not_sent_again()
    {
        var handler = new ScriptedHandler(Steps.Answer(502));
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 2, RetryAmbiguousChat = true }, handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Audio.TranscribeAsync(Request()));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Speakers_are_asked_for_and_told_apart()
    {
        const string Json = """{"task":"transcribe","duration":3.2,"text":"Hi. Ho.","segments":[{"type":"transcript.text.segment","id":"seg_001","start":0,"end":1.5,"speaker":"Anna","text":"Hi."},{"id":"seg_002","start":1.5,"end":3.2,"speaker":"B","text":" Ho."},{"start":3.2,"end":3.2,"speaker":null,"text":"x"}],"usage":{"type":"duration","seconds":4}}""";
        var handler = new ScriptedHandler(Steps.Ok(Json));
        using var client = new WhataiClient(Given.Options(), handler);

        Transcription transcription = await client.Audio.TranscribeAsync(Request() with { Diarize = true, KnownSpeakers = [new("Anna", _path, "audio/wav")] });

        string form = System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!);
        Assert.Equal(
            ["model=whisper-1", "response_format=diarized_json", "chunking_strategy=auto", "known_speaker_names[]=Anna", "known_speaker_references[]=data:audio/wav;base64,AQIDBA==", "file=\u0001\u0002\u0003\u0004"],
            form.Split("Content-Disposition: form-data; name=\"").Skip(1).Select(part => part.Split('"')[0] + "=" + part.Split("\r\n\r\n")[1].Split("\r\n--")[0]));
        Assert.Equal(["Anna", "B", null], transcription.Segments.Select(one => one.Speaker));
        Assert.Equal([0, 1, 2], transcription.Segments.Select(one => one.Id));
        Assert.Equal(["Anna: Hi.", "B: Ho.", "x"], transcription.Segments.Select(one => one.ToString()));
    }

    [Fact]
    public async Task A_stream_tells_speakers_as_their_segments_end()
    {
        List<TranscriptionDelta> pieces = await StreamAsync(
            Steps.Events(
                Given.Event("""{"type":"transcript.text.delta","delta":"Hi.","segment_id":"seg_1"}""")
                + Given.Event("""{"type":"transcript.text.segment","id":"seg_1","start":0,"end":1.5,"speaker":"A","text":"Hi."}""")
                + Given.Event("""{"type":"transcript.text.segment","id":"seg_2","start":1.5,"end":2,"speaker":"B","text":" Ho."}""")
                + Given.Event("""{"type":"transcript.text.done","text":"Hi. Ho."}""")),
            Request() with { Diarize = true });

        Assert.Equal(["Hi.", "", "", ""], pieces.Select(one => one.Text));
        Assert.Equal([null, "A", "B", null], pieces.Select(one => one.Segment?.Speaker));
        Assert.Equal(["A", "B"], pieces[^1].Transcription!.Segments.Select(one => one.Speaker));
    }

    [Theory]
    [InlineData("srt", "1\n00:00:00,000 --> 00:00:01,500\nA: Hi <you> & →\n\n2\n01:00:00,000 --> 01:00:02,250\nHo\n\n")]
    [InlineData("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v A>Hi &lt;you&gt; &amp; →\n\n01:00:00.000 --> 01:00:02.250\nHo\n\n")]
    public async Task Subtitles_are_made_of_the_segments_of_speakers(string format, string subtitles)
    {
        const string Json = """{"text":"Hi Ho","segments":[{"start":0,"end":1.5,"speaker":"A","text":"Hi <you> & -->"},{"start":3600,"end":3602.25,"text":"\n\nHo\n"}]}""";
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(Json)));

        Assert.Equal(subtitles, (await client.Audio.TranscribeSubtitlesAsync(Request() with { Diarize = true }, format)).Text);
    }

    [Fact]
    public async Task A_text_without_segments_makes_no_empty_subtitles()
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok("""{"text":"Hi"}""")));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Audio.TranscribeSubtitlesAsync(Request() with { Diarize = true }, "srt"));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
    }

    [Fact]
    public async Task A_translation_goes_to_its_own_route()
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"task":"translate","text":"Hi","segments":[{"id":0,"start":0,"end":1,"text":"Hi"}]}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        Transcription transcription = await client.Audio.TranscribeAsync(Request() with { Translate = true, Timestamps = ["segment"] });

        string form = System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!);
        Assert.Equal("/v1/audio/translations", handler.Requests[0].Uri.AbsolutePath);
        Assert.Contains("verbose_json", form, StringComparison.Ordinal);
        Assert.DoesNotContain("timestamp_granularities", form, StringComparison.Ordinal);
        Assert.Single(transcription.Segments);
    }

    private TranscriptionRequest Request() => new() { Model = "whisper-1", Path = _path, MediaType = "audio/wav" };

    private async Task<List<TranscriptionDelta>> StreamAsync(Step step, TranscriptionRequest? request = null)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(step));
        var pieces = new List<TranscriptionDelta>();
        await foreach (TranscriptionDelta piece in client.Audio.StreamTranscriptionAsync(request ?? Request()))
        {
            pieces.Add(piece);
        }

        return pieces;
    }
}
