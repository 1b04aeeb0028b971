using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Completions;
using Whatai.Client.Embeddings;
using Whatai.Client.Files;
using Whatai.Client.Images;
using Whatai.Client.Moderations;
using Whatai.Client.Raw;
using Whatai.Client.Rerank;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every call of the client that reads an answer, each with a good one, so that one test holds all of them.</summary>
/// <param name="Body">A good answer.</param>
/// <param name="IsStream">Whether the answer is read as it comes.</param>
/// <param name="CallAsync">Calls, and reads the answer to its end.</param>
internal sealed record ReadingCall(string Body, bool IsStream, Func<WhataiClient, Task> CallAsync)
{
    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":"AACAPwAAAD8="}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}""";
    private const string Ranks = """{"results":[{"index":1,"relevance_score":0.9,"document":{"text":"b"}},{"index":0,"relevance_score":"0.1"}],"usage":{"total_tokens":3}}""";
    private const string Judged = """{"id":"modr-1","model":"m","results":[{"flagged":true,"categories":{"hate":true,"illicit":null},"category_scores":{"hate":0.9,"illicit":null},"category_applied_input_types":{"hate":["text"]}},{"flagged":false,"categories":{"hate":false},"category_scores":{"hate":1e-05}}]}""";
    private const string Images = """{"created":1700000000,"data":[{"url":"https://files.example.com/a.png","revised_prompt":"a cat"},{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="}],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}""";
    private const string Task = """{"code":"success","message":"","data":{"task_id":"t","status":"SUCCESS","progress":"100%","data":{"created":1795780135,"data":[{"url":"http://files.example.com/x.png"}]}}}""";
    private const string Models = """{"success":true,"object":"list","data":[{"id":"m","object":"model","created":1626777600,"owned_by":"openai","supported_endpoint_types":["openai"]},{"id":"n","created":"2024-01-01T00:00:00Z"}]}""";
    private const string Token = """{"code":true,"message":"ok","data":{"object":"token_usage","name":"mine","total_granted":1000000,"total_used":1250000,"total_available":-250000,"unlimited_quota":false,"expires_at":1798761600}}""";
    private const string Subscription = """{"object":"billing_subscription","has_payment_method":true,"hard_limit_usd":"20.5","access_until":1798761600,"total_usage":3}""";
    private const string Seedance = """{"id":"cgt-1","model":"doubao-seedance-1-0-pro-250528","status":"succeeded","error":null,"content":{"video_url":"http://files.example.com/a.mp4","last_frame_url":"http://files.example.com/a.png"},"usage":{"completion_tokens":244800,"total_tokens":244800},"created_at":1795781700,"updated_at":1795781700,"seed":6308838,"resolution":"1080p","ratio":"16:9","duration":5,"framespersecond":24}""";
    private const string Unified = """{"task_id":"u1","status":"IN_PROGRESS","progress":"50%","fail_reason":"","submit_time":1795781700,"data":{"outputs":["https://files.example.com/u.mp4"],"duration":"5"}}""";
    private const string OpenAIVideo = """{"id":"video_1","object":"video","model":"sora-2","status":"failed","progress":30,"created_at":1795781700,"seconds":"4","size":"720x1280","error":{"code":"moderation_blocked","message":"no"}}""";
    private const string Verbose = """{"task":"transcribe","language":"english","duration":0.168,"text":"hi there","segments":[{"id":0,"start":0,"end":0.168,"text":"hi there"}],"words":[{"word":"hi","start":"0.1","end":0.125}],"usage":{"type":"tokens","input_tokens":3,"output_tokens":2,"total_tokens":5}}""";
    private const string ToolCall = """{"role":"assistant","reasoning_content":"hm","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"say","arguments":"{\"a\":"}}],"annotations":[{"type":"url_citation","url_citation":{"url":"https://example.com/","title":"t","start_index":0,"end_index":1}}],"images":[{"image_url":{"url":"https://files.example.com/a.png"}}]}""";
    private const string WholeChat = """{"id":"c1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"text","text":"Hi"}],"reasoning":"hm","tool_calls":[{"id":"a","type":"function","function":{"name":"say","arguments":"{\"a\":1}"}}],"audio":{"id":"x","transcript":"t"}},"logprobs":{"content":[]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":"1","completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":1}},"citations":["https://example.com/"]}""";
    private const string WholeGemini = """{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Hi","thoughtSignature":"c2ln"},{"functionCall":{"name":"say","args":{"a":1}}},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="}}],"role":"model"},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://example.com/","title":"t"}}],"groundingSupports":[{"segment":{"endIndex":2,"text":"Hi"},"groundingChunkIndices":[0]}]}}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":12,"promptTokensDetails":[{"modality":"TEXT","tokenCount":10}]},"modelVersion":"m","responseId":"r1"}""";
    private const string Output = """[{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","url":"https://example.com/","title":"t","start_index":0,"end_index":2}]}]},{"id":"fc_1","type":"function_call","call_id":"call_1","name":"say","arguments":"{\"a\":1}"}]""";

    private const string Blocks = """{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://example.com/","title":"t"}]},{"type":"text","text":"Hi","citations":[{"type":"web_search_result_location","url":"https://example.com/","title":"t","cited_text":"x"}]},{"type":"tool_use","id":"toolu_1","name":"say","input":{"a":1}}""";

    private const string Wave = "RIFF\u0028\0\0\0WAVEfmt \u0010\0\0\0\u0001\0\u0001\0@\u001f\0\0\0>\0\0\u0002\0\u0010\0data\u0004\0\0\0abcd";

    private static readonly string s_sound = MakeSound();

    private static readonly Dictionary<string, ReadingCall> s_all = new()
    {
        ["chat"] = Whole(WholeChat, client => client.Chat.CompleteAsync(Given.Chat("Hi"))),
        ["chat as events"] = Whole(Given.ChatEvents("a", "b"), client => client.Chat.CompleteAsync(Given.Chat("Hi"))),
        ["chat streamed"] = Stream(
            Given.Event(Given.Delta(ToolCall)) + Given.Event(Given.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""")) + Given.ChatEvents("a", "你好"), client => client.Chat.StreamAsync(Given.Chat("Hi"))),
        ["chat streamed whole"] = Stream(WholeChat, client => client.Chat.StreamAsync(Given.Chat("Hi"))),
        ["completions"] = Whole(TextApi.Of("completions").Whole("Hi"), client => client.Completions.CompleteAsync(Text())),
        ["completions streamed"] = Stream(ResponseEvents.Of(TextApi.Of("completions").Pieces("a", "b")), client => client.Completions.StreamAsync(Text())),
        ["responses"] = Whole(ResponseEvents.Response("completed", Output), client => client.Responses.CompleteAsync(ResponseEvents.Ask())),
        ["responses streamed"] = Stream(
            ResponseEvents.Of(ResponseEvents.Created(), ResponseEvents.MessageAdded, ResponseEvents.TextDelta("Hi"), ResponseEvents.End(Output)), client => client.Responses.StreamAsync(ResponseEvents.Ask())),
        ["responses streamed whole"] = Stream(ResponseEvents.Response("completed", Output), client => client.Responses.StreamAsync(ResponseEvents.Ask())),
        ["gemini"] = Whole(WholeGemini, client => client.Gemini.CompleteAsync(GivenGemini.Request())),
        ["gemini streamed"] = Stream(
            GivenGemini.Events(GivenGemini.Piece(GivenGemini.Text("a")), GivenGemini.Piece("""{"functionCall":{"name":"say","args":{}}}"""), WholeGemini), client => client.Gemini.StreamAsync(GivenGemini.Request())),
        ["gemini streamed array"] = Stream($"[{GivenGemini.Piece(GivenGemini.Text("a"))},\r\n{WholeGemini}]", client => client.Gemini.StreamAsync(GivenGemini.Request())),
        ["messages"] = Whole(GivenMessages.Answer(Blocks, "tool_use"), client => client.Messages.CompleteAsync(GivenMessages.Request())),
        ["messages streamed"] = Stream(
            GivenMessages.Events(
                GivenMessages.Start(), GivenMessages.Begin(0, """{"type":"thinking","thinking":"","signature":""}"""), GivenMessages.Delta(0, """{"type":"thinking_delta","thinking":"hm"}"""),
                GivenMessages.Delta(0, """{"type":"signature_delta","signature":"c2ln"}"""), GivenMessages.End(0), GivenMessages.Begin(1, """{"type":"text","text":""}"""), GivenMessages.TextDelta("你好", 1),
                GivenMessages.Delta(1, """{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.com/","title":"t","cited_text":"x"}}"""), GivenMessages.End(1),
                GivenMessages.Begin(2, """{"type":"tool_use","id":"toolu_1","name":"say","input":{}}"""), GivenMessages.Delta(2, """{"type":"input_json_delta","partial_json":"{\"a\":1}"}"""), GivenMessages.End(2),
                GivenMessages.Finish("tool_use"), GivenMessages.Stop),
            client => client.Messages.StreamAsync(GivenMessages.Request())),
        ["messages streamed whole"] = Stream(GivenMessages.Answer(Blocks, "tool_use"), client => client.Messages.StreamAsync(GivenMessages.Request())),
        ["tokens counted"] = Whole("""{"input_tokens":12}""", client => client.Messages.CountTokensAsync(GivenMessages.Request())),
        ["embeddings"] = Whole(Vectors, client => client.Embeddings.EmbedAsync(new EmbeddingRequest { Model = "m", Inputs = ["a", "b"] })),
        ["rerank"] = Whole(Ranks, client => client.Rerank.RankAsync(new RerankRequest { Model = "m", Query = "q", Documents = ["a", "b"] })),
        ["moderation"] = Whole(Judged, client => client.Moderations.ModerateAsync(new ModerationRequest { Inputs = [new("a"), new("b")] })),
        ["images"] = Whole(Images, client => client.Images.GenerateAsync(new ImageRequest { Model = "m", Prompt = "x" })),
        ["image submitted"] = Whole("""{"task_id":"t","data":{"task_id":"t"}}""", client => client.Images.SubmitAsync(new ImageRequest { Model = "m", Prompt = "x" })),
        ["image task"] = Whole(Task, client => client.Images.GetTaskAsync("t")),
        ["models"] = Whole(Models, client => client.Models.ListAsync()),
        ["balance"] = Whole(Subscription, client => client.Billing.GetBalanceAsync()),
        ["balance of a token"] = Whole(Token, client => client.Billing.GetBalanceAsync()),
        ["image edited"] = Whole(Images, client => client.Images.EditAsync(new ImageEditRequest
        {
            Image = new ImageRequest { Model = "m", Prompt = "x" },
            Images = [new ImageUpload { Name = "a.png", Bytes = Convert.FromBase64String(GivenGemini.Png) }],
        })),
        ["video deleted"] = Whole("{}", client => client.Videos.DeleteAsync(Video(VideoRoute.Seedance))),
        ["video started"] = Whole(Seedance, client => client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance", Prompt = "x" })),
        ["video seedance"] = Whole(Seedance, client => client.Videos.GetAsync(Video(VideoRoute.Seedance))),
        ["video unified"] = Whole(Unified, client => client.Videos.GetAsync(Video(VideoRoute.Unified))),
        ["video openai"] = Whole(OpenAIVideo, client => client.Videos.GetAsync(Video(VideoRoute.OpenAI))),
        ["videos seedance"] = Whole($$"""{"total":2,"items":[{{Seedance}},{{Seedance}}]}""", client => client.Videos.ListAsync(new VideoFilter())),
        ["videos openai"] = Whole($$"""{"object":"list","data":[{{OpenAIVideo}}],"has_more":true,"last_id":"video_1"}""", client => client.Videos.ListAsync(new VideoFilter { Route = VideoRoute.OpenAI })),
        ["transcription"] = Whole(Verbose, client => client.Audio.TranscribeAsync(Sound() with { Timestamps = ["word"] })),
        ["subtitles"] = Whole("1\n00:00:00,000 --> 00:00:01,000\nHi\n", client => client.Audio.TranscribeSubtitlesAsync(Sound(), "srt")),
        ["transcription of speakers"] = Whole(
            """{"text":"hi there","duration":1,"segments":[{"id":"s1","start":0,"end":1,"speaker":"A","text":"hi there"}]}""", client => client.Audio.TranscribeSubtitlesAsync(Sound() with { Diarize = true }, "vtt")),
        ["translation"] = Whole(Verbose, client => client.Audio.TranscribeAsync(Sound() with { Translate = true })),
        ["transcription streamed"] = Stream(
            ResponseEvents.Of("""{"type":"transcript.text.delta","delta":"Hel"}""", """{"type":"transcript.text.done","text":"Hello","usage":{"type":"tokens","input_tokens":3,"output_tokens":2,"total_tokens":5}}"""),
            client => client.Audio.StreamTranscriptionAsync(Sound())),
        ["speech"] = Saved(Wave, (client, target) => SpeakAsync(client, target, "wav")),
        ["speech in json"] = Saved("""{"data":{"audio":"UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAABAg=="}}""", (client, target) => SpeakAsync(client, target, "pcm")),
        ["file saved"] = Saved("%PDF-1.4\n%%EOF", (client, target) => client.Files.SaveAsync(new Uri("http://files.example.com/a"), target)),
        ["image saved"] = Saved("GIF89a\u0001\0\u0001\0\0\0\0", (client, target) => client.Files.SaveAsync(new Uri("http://files.example.com/a"), target with { Kind = "image" })),
        ["video saved"] = Saved("\0\0\0\u0018ftypisom\0\0\0\0isommp41", (client, target) => client.Videos.SaveAsync(Video(VideoRoute.OpenAI) with { Status = VideoStatus.Succeeded }, target)),
        ["api"] = Whole("""{"id":"x","data":[1,{"a":"b"}]}""", client => client.Raw.SendAsync(new RawCall(HttpMethod.Get, "v1/x"))),
        ["api streamed"] = Stream(Given.ChatEvents("a", "b"), client => client.Raw.StreamAsync(new RawCall(HttpMethod.Post, "v1/x") { Body = "{}"u8.ToArray() })),
        ["api streamed messages"] = Stream(
            "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", client => client.Raw.StreamAsync(new RawCall(HttpMethod.Post, "v1/messages") { Body = "{}"u8.ToArray() })),
    };

    public static IEnumerable<string> All => s_all.Keys;

    public static TheoryData<string> Names => [.. All];

    /// <summary>Those whose answer stays in memory; what goes to a file may be as long as it is.</summary>
    public static TheoryData<string> Kept => [.. s_all.Where(call => !call.Value.IsSaved).Select(call => call.Key)];

    /// <summary>Whether the answer goes to a file.</summary>
    public bool IsSaved { get; init; }

    public static ReadingCall Of(string name) => s_all[name];

    /// <summary>Calls a client that is answered by the step.</summary>
    public async Task RunAsync(Step step, Func<Http.ConnectionOptions, Http.ConnectionOptions>? with = null)
    {
        Http.ConnectionOptions options = Given.Options() with { MaxRetries = 0 };
        using var client = new WhataiClient(with is null ? options : with(options), new ScriptedHandler(step), new OwnClock());
        await CallAsync(client).WaitAsync(Eventually.Limit);
    }

    private static ReadingCall Whole(string body, Func<WhataiClient, Task> run) => new(body, IsStream: false, run);

    private static ReadingCall Stream<T>(string body, Func<WhataiClient, IAsyncEnumerable<T>> run) => new(body, IsStream: true, async client =>
    {
        await foreach (T _ in run(client))
        {
        }
    });

    private static ReadingCall Saved(string body, Func<WhataiClient, FileTarget, Task> run) => new(body, IsStream: true, async client =>
    {
        using var folder = new TemporaryFolder();
        await run(client, new FileTarget { Path = Path.Combine(folder.Path, "a") });
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }) { IsSaved = true };

    private static async Task SpeakAsync(WhataiClient client, FileTarget target, string format)
    {
        await foreach (SpeechPart _ in client.Audio.SpeakAsync(new SpeechRequest { Model = "m", Input = "Hi", Voice = "v", Format = format }, target))
        {
        }
    }

    private static TextCompletionRequest Text() => new() { Model = "m", Prompts = ["Hi"] };

    private static TranscriptionRequest Sound() => new() { Model = "whisper-1", Path = s_sound };

    private static VideoTask Video(string route) => new() { Id = "t", Route = route, Status = VideoStatus.Running };

    private static string MakeSound()
    {
        string path = Path.Combine(Path.GetTempPath(), $"whatai-{Environment.ProcessId}.wav");
        File.WriteAllBytes(path, [1, 2, 3, 4]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }

    // Real time, which has limits of its own: calls of other tests don't count.
    private sealed class OwnClock : TimeProvider;
}
