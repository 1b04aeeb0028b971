using System;
using System.Text.Json;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>One shape out of all that gateways answer.</summary>
public class VideoTaskReaderTests
{
    // Seed document 004.
    private const string SeedQuery = """
        {
            "id": "cgt-20250629201507-n6k56",
            "model": "doubao-seaweed-241128",
            "status": "succeeded",
            "content": {
                "video_url": "https://ark-content-generation-cn-beijing.tos-cn-beijing.volces.com/doubao-seaweed/[VIDEO_ID].mp4?X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=[REDACTED_CREDENTIAL]&X-Tos-Date=20250629T121547Z&X-Tos-Expires=86400&X-Tos-Signature=[REDACTED_SIGNATURE]&X-Tos-SignedHeaders=host"
            },
            "usage": {
                "completion_tokens": 108900,
                "total_tokens": 108900
            },
            "created_at": 1751199308,
            "updated_at": 1751199347
        }
        """;

    [Fact]
    public void The_seeds_query_example()
    {
        VideoTask task = Read(SeedQuery)!;

        Assert.Equal(("cgt-20250629201507-n6k56", "doubao-seaweed-241128", VideoStatus.Succeeded), (task.Id, task.Model, task.Status));
        Assert.StartsWith("https://ark-content-generation-cn-beijing.tos-cn-beijing.volces.com/doubao-seaweed/", task.VideoUrl!.OriginalString, StringComparison.Ordinal);
        Assert.EndsWith("&X-Tos-SignedHeaders=host", task.VideoUrl.OriginalString, StringComparison.Ordinal);
        Assert.Equal(new TokenUsage { CompletionTokens = 108900, TotalTokens = 108900 }, task.Usage);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1751199308), task.CreatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1751199347), task.UpdatedAt);
        Assert.Equal(SeedQuery, task.RawJson);
        Assert.Equal(task.Id, task.ToString());
    }

    [Theory]
    [InlineData("""{"id":"cgt-1"}""", "cgt-1")]
    [InlineData("""{"task_id":"t1"}""", "t1")]
    [InlineData("""{"code":"success","message":"","data":"t1"}""", "t1")]
    [InlineData("""{"code":"success","data":{"task_id":"t1"}}""", "t1")]
    [InlineData("""{"data":{"id":"t1","status":"queued"}}""", "t1")]
    public void What_a_creation_answers(string json, string id)
    {
        using JsonDocument answer = JsonDocument.Parse(json);
        VideoTask task = VideoTaskReader.ReadCreated(answer.RootElement, VideoRoute.Seedance)!;
        Assert.Equal((id, VideoStatus.Queued), (task.Id, task.Status));
    }

    [Theory]
    [InlineData("""{"code":"success","message":"","data":"t1"}""")]
    [InlineData("\"SUCCESS\"")]
    public void A_text_alone_says_nothing_of_how_a_task_is(string json) => Assert.Null(Read(json));

    [Theory]
    [InlineData("""{"code":"bad","message":"no","data":null}""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_task(string json) => Assert.Null(Read(json));

    [Fact]
    public void The_same_wrapped_in_data()
    {
        VideoTask task = Read($$"""{"code":"success","data":{{SeedQuery}}}""")!;
        Assert.Equal((VideoStatus.Succeeded, "cgt-20250629201507-n6k56"), (task.Status, task.Id));
        Assert.NotNull(task.VideoUrl);
    }

    [Fact]
    public void A_unified_task_with_its_numbers_as_text()
    {
        VideoTask task = Read(
            """{"task_id":"t","platform":"doubao","action":"g","status":"SUCCESS","fail_reason":"https://h/v.mp4","submit_time":"1751199308","finish_time":1751199347000,"progress":"100%","data":{"output":"https://h/v.mp4","duration":"4","seed":"9","ratio":"1:1"}}""")!;

        Assert.Equal((VideoStatus.Succeeded, 100, 4.0, 9L, "1:1"), (task.Status, task.Progress, task.Duration, task.Seed, task.Ratio));
        Assert.Equal("https://h/v.mp4", task.VideoUrl!.AbsoluteUri);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1751199308), task.CreatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1751199347), task.UpdatedAt);
        Assert.Null(task.ErrorMessage);
    }

    [Fact]
    public void An_OpenAI_task()
    {
        VideoTask task = Read("""{"id":"video_1","object":"video","model":"sora-2","status":"in_progress","progress":33,"created_at":1751199308,"seconds":"8","size":"720x1280","error":null}""")!;

        Assert.Equal((VideoStatus.Running, 33, 8.0, "720x1280"), (task.Status, task.Progress, task.Duration, task.Size));
        Assert.Null(task.VideoUrl);
    }

    [Theory]
    [InlineData("""{"id":"t","status":"failed","error":{"code":"Sensitive","message":"Not this"}}""", "Sensitive", "Not this")]
    [InlineData("""{"id":"t","status":"failed","failure_reason":{"code":"Sensitive","message":"Not this"}}""", "Sensitive", "Not this")]
    [InlineData("""{"task_id":"t","status":"FAILURE","fail_reason":"Not this"}""", null, "Not this")]
    [InlineData("""{"id":"t","status":"failed","error":"Not this"}""", null, "Not this")]
    public void Why_it_failed(string json, string? code, string message)
    {
        VideoTask task = Read(json)!;
        Assert.Equal((VideoStatus.Failed, code, message), (task.Status, task.ErrorCode, task.ErrorMessage));
    }

    [Theory]
    [InlineData("queued", "queued", false)]
    [InlineData("NOT_START", "queued", false)]
    [InlineData("SUBMITTED", "queued", false)]
    [InlineData("IN_PROGRESS", "running", false)]
    [InlineData("processing", "running", false)]
    [InlineData("completed", "succeeded", true)]
    [InlineData("FAILURE", "failed", true)]
    [InlineData("canceled", "cancelled", true)]
    [InlineData("expired", "expired", true)]
    [InlineData("Dreaming", "dreaming", false)]
    public void The_words_for_a_state(string said, string status, bool isFinal)
    {
        VideoTask task = Read($$"""{"id":"t","status":"{{said}}"}""")!;
        Assert.Equal((status, isFinal), (task.Status, VideoStatus.IsFinal(task.Status)));
    }

    [Theory]
    [InlineData("""{"id":"t","data":{"outputs":["https://h/v.mp4"]}}""")]
    [InlineData("""{"id":"t","video_url":"https://h/v.mp4"}""")]
    [InlineData("""{"id":"t","metadata":{"url":"https://h/v.mp4"}}""")]
    [InlineData("""{"task_id":"t","data":{"content":{"video_url":"https://h/v.mp4"}}}""")]
    [InlineData("""{"task_id":"t","result_url":"https://h/v.mp4"}""")]
    public void Where_the_video_may_be(string json) => Assert.Equal("https://h/v.mp4", Read(json)!.VideoUrl!.AbsoluteUri);

    [Fact]
    public void An_address_of_another_scheme_is_none() => Assert.Null(Read("""{"id":"t","content":{"video_url":"file:///etc/passwd"}}""")!.VideoUrl);

    private static VideoTask? Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return VideoTaskReader.Read(document.RootElement, VideoRoute.Seedance);
    }
}
