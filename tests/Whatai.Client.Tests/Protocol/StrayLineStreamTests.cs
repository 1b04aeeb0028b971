using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Protocol;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What is not an event is found however the network cuts the bytes, and every byte is passed on.</summary>
public class StrayLineStreamTests
{
    private const string Error = "{\"error\":{\"message\":\"It failed\",\"code\":\"bad\"}}";

    public static TheoryData<string, string> Streams => new()
    {
        { "", "" },
        { "data: {\"a\":1}\n\ndata: [DONE]\n\n", "" },
        { "data: {\"a\":1}\r\n\r\ndata: [DONE]\r\n\r\n", "" },
        { "data: {\"a\":1}\r\rdata: [DONE]\r\r", "" },
        { "data: {\"a\":\"\\n{ <b>\"}\n\n", "" },
        { "\uFEFFdata: {\"a\":1}\n\n", "" },
        { "data: {\ndata: \"a\":1}\n\n", "" },
        { "event: x\nid: 1\nretry: 3\n: {comment}\n:<comment>\n\n", "" },
        { Error, Error },
        { Error + "\n", Error + "\n" },
        { "\n" + Error, Error },
        { ": PING\n\n" + Error, Error },
        { ": PING\n\n: PING\n\n" + Error + "\n\n", Error + "\n\n" },
        { ": PING\r\n\r\n" + Error, Error },
        { ": PING\r\r" + Error, Error },
        { "data: {\"a\":1}\n\n" + Error, Error },
        { "data: {\"a\":1}\n" + Error, Error },
        { ": PING\n\n{\n  \"error\": {\n    \"message\": \"It failed\"\n  }\n}\n", "{\n  \"error\": {\n    \"message\": \"It failed\"\n  }\n}\n" },
        { ": PING\n\n<html><title>504</title></html>", "<html><title>504</title></html>" },
        { "<html>", "<html>" },
        { "\uFEFF" + Error, Error },
        { ": 中文\n\n{\"error\":\"中文\"}", "{\"error\":\"中文\"}" },
        { ": PING\n\n<b>{</b>\n{\"error\":1}", "<b>{</b>\n{\"error\":1}" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task It_is_found_at_every_cut(string stream, string stray)
    {
        byte[] bytes = Given.Utf8(stream);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using var lines = new StrayLineStream(SplitStream.At(bytes, cut));

            Assert.Equal(stream + "\n\n", await ReadAllAsync(lines, 4096));
            Assert.True(stray == Encoding.UTF8.GetString(lines.Stray), $"Cut at {cut}: '{Encoding.UTF8.GetString(lines.Stray)}'");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task It_is_found_byte_by_byte(string stream, string stray)
    {
        using var small = new StrayLineStream(SplitStream.Every(Given.Utf8(stream), 1));
        using var smallBuffer = new StrayLineStream(new MemoryStream(Given.Utf8(stream)));

        Assert.Equal(stream + "\n\n", await ReadAllAsync(small, 4096));
        Assert.Equal(stream + "\n\n", await ReadAllAsync(smallBuffer, 1));

        Assert.Equal(stray, Encoding.UTF8.GetString(small.Stray));
        Assert.Equal(stray, Encoding.UTF8.GetString(smallBuffer.Stray));
    }

    [Fact]
    public async Task It_says_when_the_other_side_has_ended()
    {
        using var lines = new StrayLineStream(new MemoryStream("data: x"u8.ToArray()));
        byte[] buffer = new byte[100];

        Assert.Equal(7, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.False(lines.AtEnd);
        Assert.Equal(2, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.True(lines.AtEnd);
        Assert.Equal(0, await lines.ReadAsync(buffer, 0, 100, default));
        Assert.Equal(0, await lines.ReadAsync(buffer.AsMemory(), default));
    }

    [Fact]
    public async Task A_stray_without_end_is_kept_by_its_start_alone()
    {
        using var lines = new StrayLineStream(SplitStream.Every(Given.Utf8("{" + new string('x', 1_000_000)), 10_000));

        await ReadAllAsync(lines, 16 * 1024);

        Assert.Equal(64 * 1024, lines.Stray.Length);
    }

    private static async Task<string> ReadAllAsync(StrayLineStream lines, int size)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[size];
        int count;
        while ((count = await lines.ReadAsync(buffer, 0, size, default)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }
}
