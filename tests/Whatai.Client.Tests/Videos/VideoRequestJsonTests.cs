using System;
using System.Text;
using System.Text.Json.Nodes;
using Whatai.Client.Http;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each route is sent.</summary>
public class VideoRequestJsonTests
{
    private const string Image = "https://host/a.png";

    [Fact]
    public void The_seeds_create_example_to_the_byte()
    {
        var request = new VideoRequest
        {
            Model = "doubao-seedance-1-0-pro-250528",
            Prompt = "多个镜头。一十侦换进入一间光线恘暗的房间。他检查桌上的线索，手里拿起桌上的恟个物响。镜头转发他恣在态索。 --ratio 16:9",
            FirstFrame = "https://ark-project.tos-cn-beijing.volces.com/doc_image/seepro_i2v.png",
        };

        Assert.Equal(
            """{"model":"doubao-seedance-1-0-pro-250528","content":[{"type":"text","text":"多个镜头。一十侦换进入一间光线恘暗的房间。他检查桌上的线索，手里拿起桌上的恟个物响。镜头转发他恣在态索。 --ratio 16:9"},{"type":"image_url","image_url":{"url":"https://ark-project.tos-cn-beijing.volces.com/doc_image/seepro_i2v.png"}}]}""",
            Body(request, VideoRoute.Seedance));
    }

    [Fact]
    public void Every_member_of_Seedance()
    {
        VideoRequest request = Request() with
        {
            Resolution = "720p", Ratio = "adaptive", Duration = 5, Seed = 4_294_967_295, CameraFixed = true, Watermark = false, ReturnLastFrame = true,
            GenerateAudio = false, Draft = true, ServiceTier = "flex", ExpiresAfter = 3600, CallbackUrl = "https://me/cb",
            DraftTask = "cgt-1", Priority = 3, SafetyIdentifier = "h1", WebSearch = true,
            ReferenceImages = [Image], ReferenceVideos = ["https://host/b.mp4"], ReferenceAudios = ["https://host/c.mp3"],
        };

        JsonAssert.Equal(
            """
            {"model":"m","content":[{"type":"text","text":"A cat"},
              {"type":"image_url","image_url":{"url":"https://host/a.png"},"role":"reference_image"},
              {"type":"video_url","video_url":{"url":"https://host/b.mp4"},"role":"reference_video"},
              {"type":"audio_url","audio_url":{"url":"https://host/c.mp3"},"role":"reference_audio"},
              {"type":"draft_task","draft_task":{"id":"cgt-1"}}],
             "priority":3,"safety_identifier":"h1","tools":[{"type":"web_search"}],"resolution":"720p","ratio":"adaptive","duration":5,"seed":4294967295,"camera_fixed":true,"watermark":false,"return_last_frame":true,
             "generate_audio":false,"draft":true,"service_tier":"flex","execution_expires_after":3600,"callback_url":"https://me/cb"}
            """,
            Body(request, VideoRoute.Seedance));
    }

    [Fact]
    public void Two_frames_say_which_is_which_and_frames_stand_for_a_duration()
    {
        JsonAssert.Equal(
            """
            {"model":"m","content":[{"type":"text","text":"A cat"},
              {"type":"image_url","image_url":{"url":"https://host/a.png"},"role":"first_frame"},
              {"type":"image_url","image_url":{"url":"https://host/b.png"},"role":"last_frame"}],"frames":57}
            """,
            Body(Request() with { FirstFrame = Image, LastFrame = "https://host/b.png", Frames = 57 }, VideoRoute.Seedance));
        Assert.Throws<ArgumentException>(() => Body(Request() with { LastFrame = Image }, VideoRoute.Seedance));
    }

    [Fact]
    public void Older_models_get_flags_inside_the_text()
    {
        VideoRequest request = Request() with
        {
            Model = "doubao-seaweed-241128", Resolution = "480p", Ratio = "16:9", Duration = 5, Seed = -1, CameraFixed = false, Watermark = true, ReturnLastFrame = true,
        };

        JsonAssert.Equal(
            """
            {"model":"doubao-seaweed-241128","content":[{"type":"text",
              "text":"A cat --resolution 480p --ratio 16:9 --duration 5 --seed -1 --camerafixed false --watermark true"}],"return_last_frame":true}
            """,
            Body(request, VideoRoute.Seedance));
        JsonAssert.Equal(
            """{"model":"doubao-seaweed-241128","content":[{"type":"text","text":"A cat"}],"ratio":"16:9"}""",
            Body(Request() with { Model = "doubao-seaweed-241128", Ratio = "16:9", UseTextFlags = false }, VideoRoute.Seedance));
        Assert.Contains("--ratio", Assert.Throws<ArgumentException>(
            () => Body(Request() with { Prompt = "A cat --ratio 1:1", Ratio = "16:9", UseTextFlags = true }, VideoRoute.Seedance)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_unified_route_has_its_own_members()
    {
        VideoRequest request = Request() with
        {
            Duration = 4, Resolution = "480p", Ratio = "1:1", Seed = 7, Watermark = false, CameraFixed = true, ReturnLastFrame = true, GenerateAudio = true,
            FirstFrame = Image, LastFrame = "https://host/b.png",
        };

        JsonAssert.Equal(
            """
            {"model":"m","prompt":"A cat","images":["https://host/a.png","https://host/b.png"],"duration":4,"resolution":"480p","ratio":"1:1","seed":7,
             "watermark":false,"camerafixed":true,"return_last_frame":true,"generate_audio":true}
            """,
            Body(request, VideoRoute.Unified));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("720p", null, "1280x720")]
    [InlineData(null, "9:16", "720x1280")]
    [InlineData("720P", "9:16", "720x1280")]
    [InlineData("1024p", null, "1792x1024")]
    [InlineData("1024p", "4:7", "1024x1792")]
    [InlineData(null, "7:4", "1792x1024")]
    public void The_OpenAI_route_takes_pixels_and_seconds_as_text(string? resolution, string? ratio, string? size)
    {
        JsonNode body = JsonNode.Parse(Body(Request() with { Duration = 8, Resolution = resolution, Ratio = ratio }, VideoRoute.OpenAI))!;

        Assert.Equal(("8", size, "A cat"), ((string?)body["seconds"], (string?)body["size"], (string?)body["prompt"]));
    }

    [Theory]
    [InlineData("480p", null, null, "size")]
    [InlineData("1080p", "16:9", null, "size")]
    [InlineData("720p", "1:1", null, "size")]
    [InlineData("1024p", "16:9", null, "size")]
    [InlineData(null, "adaptive", null, "size")]
    [InlineData(null, null, 5, "seconds")]
    [InlineData(null, null, -1, "seconds")]
    public void What_the_OpenAI_route_has_not_is_refused(string? resolution, string? ratio, int? duration, string member)
    {
        Assert.Contains(
            $"own {member} by -ExtraBody",
            Assert.Throws<ArgumentException>(() => Body(Request() with { Duration = duration, Resolution = resolution, Ratio = ratio }, VideoRoute.OpenAI)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_route_has_no_word_for_is_refused_and_not_lost()
    {
        Assert.Contains("-Frames", Assert.Throws<ArgumentException>(() => Body(Request() with { Frames = 57 }, VideoRoute.Unified)).Message, StringComparison.Ordinal);
        Assert.Contains("-Seed", Assert.Throws<ArgumentException>(() => Body(Request() with { Seed = 1 }, VideoRoute.OpenAI)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VideoDialects.Get("Other"));
    }

    [Theory]
    [InlineData("doubao-seedance-1-0-pro-250528", VideoRoute.Seedance)]
    [InlineData("doubao-seaweed-241128", VideoRoute.Seedance)]
    [InlineData("Doubao-Seedance-2-0", VideoRoute.Seedance)]
    [InlineData("sora-2-pro", VideoRoute.OpenAI)]
    [InlineData("veo3.1-fast", VideoRoute.Unified)]
    [InlineData("kling-v2", VideoRoute.Unified)]
    public void The_route_follows_from_the_model(string model, string route) => Assert.Equal(route, VideoRoute.ForModel(model));

    [Theory]
    [InlineData("cgt-20250629201507-n6k56", VideoRoute.Seedance)]
    [InlineData("video_099c5197", VideoRoute.OpenAI)]
    [InlineData("task_01k81", VideoRoute.OpenAI)]
    [InlineData("f0aa213c-c09e-4e19-a0e5-c698fe48acf1", VideoRoute.Unified)]
    public void The_route_follows_from_the_id(string id, string route) => Assert.Equal(route, VideoRoute.ForId(id));

    private static VideoRequest Request() => new() { Model = "m", Prompt = "A cat" };

    private static string Body(VideoRequest request, string route)
    {
        ApiRequest sent = VideoDialects.Get(route).Create(request, null);
        Assert.Equal(RequestCost.Media, sent.Cost);
        return Encoding.UTF8.GetString(sent.Body!);
    }
}
