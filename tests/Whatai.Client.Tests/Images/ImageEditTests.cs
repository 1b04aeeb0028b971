using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Emulator;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Client.Tests;

/// <summary>Editing images: the form by other people's parsers and the emulator's, limits, progress, and never twice.</summary>
public sealed class ImageEditTests(ITestOutputHelper output) : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("whatai-").FullName;

    public void Dispose()
    {
        _emulator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("low", null, "moderation")]
    [InlineData(null, "vivid", "style")]
    public async Task What_the_route_of_edits_has_not_is_refused_here_and_there(string? moderation, string? style, string member)
    {
        using WhataiClient client = Given.Client(_emulator);
        var request = new ImageEditRequest { Image = new ImageRequest { Model = "nano-banana", Prompt = "x" }, Images = [new ImageUpload { Name = "a.png", Bytes = Png(2, 2) }] };

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => client.Images.EditAsync(request with { Image = request.Image with { Moderation = moderation, Style = style } }));
        Assert.Contains(member, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_emulator.Requests);
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Images.EditAsync(request, new CallOptions { ExtraBody = new JsonObject { [member] = moderation ?? style } }));
        Assert.Equal((400, member), (failure.StatusCode, failure.Param));
    }

    [Theory]
    [InlineData("python3", "import sys,json,email.parser,email.policy\nb=sys.stdin.buffer.read()\nm=email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(b)\nimport hashlib\nprint(json.dumps([[p.get_param('name',header='content-disposition'),p.get_filename(),p.get_content_type(),hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in m.iter_parts()]))")]
    [InlineData("node", "const c=require('crypto');const ch=[];process.stdin.on('data',d=>ch.push(d)).on('end',async()=>{const b=Buffer.concat(ch);const i=b.indexOf('\\r\\n\\r\\n');const t=b.subarray(0,i).toString().replace(/^[^:]*: /,'');const f=await new Response(b.subarray(i+4),{headers:{'content-type':t}}).formData();const r=[];for(const [n,v] of f){const d=typeof v==='string'?Buffer.from(v):Buffer.from(await v.arrayBuffer());r.push([n,typeof v==='string'?null:v.name,typeof v==='string'?'text/plain':v.type,c.createHash('sha256').update(d).digest('hex')])}console.log(JSON.stringify(r))})")]
    public async Task Other_peoples_parsers_read_the_form(string program, string script)
    {
        // Bytes that look like a boundary's start, a name in Chinese, one with quotes.
        byte[] first = [.. Png(4, 4), .. Encoding.ASCII.GetBytes("\r\n--x\r\n------whatai\r\n\r\n")];
        File.WriteAllBytes(Path.Combine(_folder, "微信图片_1785.png"), first);
        var request = new ImageEditRequest
        {
            Image = new ImageRequest { Model = "nano-banana", Prompt = "带上眼镜 \"so\"\r\nand\n", AspectRatio = "3:4" },
            Images = [Upload("微信图片_1785.png"), new ImageUpload { Name = "a\"b.png", Bytes = Png(2, 2) }],
        };
        var handler = new ScriptedHandler(Steps.Answer(200, """{"data":[{"url":"https://h/a.png"}]}"""));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());
        await client.Images.EditAsync(request);
        SentRequest sent = handler.Requests[0];

        JsonNode? parsed = await ParseAsync(program, script, [.. Encoding.ASCII.GetBytes($"Content-Type: {sent.Headers["Content-Type"]}\r\n\r\n"), .. sent.Body!]);
        if (parsed is null)
        {
            return;
        }

        string[][] parts = [.. parsed.AsArray().Select(part => part!.AsArray().Select(value => (string?)value ?? "").ToArray())];
        Assert.Equal(["model", "prompt", "aspect_ratio", "image", "image"], parts.Select(part => part[0]));
        Assert.Equal(Hash(Encoding.UTF8.GetBytes("带上眼镜 \"so\"\r\nand\n")), parts[1][3]);
        Assert.Equal(("微信图片_1785.png", "image/png", Hash(first)), (parts[3][1], parts[3][2], parts[3][3]));
        Assert.Equal((program == "node" ? "a\"b.png" : "a%22b.png", Hash(Png(2, 2))), (parts[4][1], parts[4][3]));
    }

    [Fact]
    public async Task The_emulators_parser_reads_it_over_the_wire()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), Png(4, 4));
        using WhataiClient client = Given.Client(_emulator);

        ImageGeneration made = await client.Images.EditAsync(Edit("gpt-image-1", Upload("a.png"), new ImageUpload { Name = "b.png", Bytes = Png(3, 3) }) with
        {
            Mask = new ImageUpload { Name = "mask.png", Bytes = Png(4, 4) },
            InputFidelity = "high",
        });

        Assert.Equal("1024x1024", Assert.Single(made.Images).Size);
        Assert.Single(_emulator.Ledger);
        Assert.StartsWith("multipart/form-data; boundary=", _emulator.Requests[0].Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(_emulator.Requests[0].Headers["Content-Length"], _emulator.Requests[0].BodyLength.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Members_of_the_callers_own_go_as_fields_and_a_null_takes_one_away()
    {
        using WhataiClient client = Given.Client(_emulator);
        var extra = new JsonObject { ["aspect_ratio"] = "", ["model"] = null, ["n"] = 3, ["flag"] = true };
        ImageEditRequest request = Edit("m", new ImageUpload { Name = "b.png", Bytes = Png(3, 3) });

        await Assert.ThrowsAsync<WhataiException>(() => client.Images.EditAsync(request, new CallOptions { ExtraBody = extra }));

        string body = _emulator.Requests[0].Body;
        Assert.Contains("name=\"aspect_ratio\"\r\n\r\n\r\n", body, StringComparison.Ordinal);
        Assert.Contains("name=\"n\"\r\n\r\n3\r\n", body, StringComparison.Ordinal);
        Assert.Contains("name=\"flag\"\r\n\r\ntrue\r\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"model\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_is_streamed_and_its_progress_told()
    {
        byte[] large = new byte[24 * 1024 * 1024];
        Png(4, 4).CopyTo(large, 0);
        File.WriteAllBytes(Path.Combine(_folder, "large.png"), large);
        var steps = new ConcurrentQueue<CallEvent>();
        long allocated = 0;
        await using RawServer server = RawServer.Start(async connection =>
        {
            // Slowly enough that there is something to tell.
            for (int i = 0; i < 10; i++)
            {
                await connection.ReadExactlyAsync(2 * 1024 * 1024);
                await Task.Delay(60);
            }

            await connection.ReadExactlyAsync(4 * 1024 * 1024);
            await connection.AnswerAsync("""{"data":[{"url":"https://h/a.png"}]}""");
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        long before = GC.GetTotalAllocatedBytes();

        await client.Images.EditAsync(Edit("nano-banana", Upload("large.png")), new CallOptions { Observer = steps.Enqueue });

        allocated = GC.GetTotalAllocatedBytes() - before;
        CallEvent[] told = [.. steps.Where(step => step.Step == CallStep.Uploading)];
        Assert.NotEmpty(told);
        Assert.Equal(told[0].TotalBytes, told[^1].Bytes);
        Assert.DoesNotContain(steps, step => step.Text.Length > 20_000);
        output.WriteLine($"allocated {allocated / 1024 / 1024} MB, of which the server's part is 24 MB");
    }

    [Theory]
    [InlineData("504", 1)]
    [InlineData("reset-before", 1)]
    [InlineData("502", 0)]
    public async Task An_edit_is_never_sent_again_where_it_may_have_run(string fault, int billed)
    {
        using var client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 5 });
        _emulator.AddFault(fault);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Images.EditAsync(Edit("nano-banana", new ImageUpload { Name = "b.png", Bytes = Png(3, 3) })));

        Assert.True(failure.MayHaveRun);
        Assert.Single(_emulator.Requests);
        Assert.Equal(billed, _emulator.Ledger.Count);
    }

    [Fact]
    public async Task A_refusal_by_rate_sends_the_files_anew()
    {
        using var client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 2 });
        _emulator.AddFault("429");

        await client.Images.EditAsync(Edit("nano-banana", new ImageUpload { Name = "b.png", Bytes = Png(3, 3) }));

        Assert.Equal(2, _emulator.Requests.Count);
        Assert.Equal(_emulator.Requests[0].BodyLength, _emulator.Requests[1].BodyLength);
    }

    [Theory]
    [InlineData("gpt-image-1", 51, 4, 4, null, 0, "50 MB")]
    [InlineData("dall-e-2", 4, 4, 4, null, 0, "4 MB")]
    [InlineData("dall-e-2", 0, 4, 3, null, 0, "square")]
    [InlineData("dall-e-2", 0, 4, 4, "two", 0, "one image")]
    [InlineData("gpt-image-1", 0, 4, 4, "gif", 0, "PNG, JPEG and WEBP")]
    [InlineData("nano-banana", 0, 4, 4, "text", 0, "not an image")]
    [InlineData("gpt-image-1", 0, 4, 4, "mask-size", 0, "one size")]
    [InlineData("gpt-image-1", 0, 4, 4, "mask-opaque", 0, "no transparency")]
    [InlineData("gpt-image-1", 0, 4, 4, "mask-jpeg", 0, "not a PNG")]
    [InlineData("gpt-image-1", 0, 4, 4, "mask-large", 0, "4 MB")]
    public async Task A_limit_is_checked_before_anything_is_sent(string model, int megabytes, byte width, byte height, string? what, int sent, string says)
    {
        byte[] image = what switch
        {
            "gif" => [.. "GIF89a"u8, 4, 0, 4, 0],
            "text" => [.. "hello"u8],
            _ => Padded(Png(width, height), megabytes),
        };
        ImageEditRequest request = Edit(model, new ImageUpload { Name = "b.png", Bytes = image });
        request = what switch
        {
            "two" => request with { Images = [.. request.Images, .. request.Images] },
            "mask-size" => request with { Mask = new ImageUpload { Name = "m.png", Bytes = Png(5, 4) } },
            "mask-opaque" => request with { Mask = new ImageUpload { Name = "m.png", Bytes = Png(4, 4, alpha: false) } },
            "mask-jpeg" => request with { Mask = new ImageUpload { Name = "m.jpg", Bytes = [0xFF, 0xD8, 0xFF, 0xE0] } },
            "mask-large" => request with { Mask = new ImageUpload { Name = "m.png", Bytes = Padded(Png(4, 4), 4) } },
            _ => request,
        };
        using WhataiClient client = Given.Client(_emulator);

        ArgumentException failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Images.EditAsync(request));

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Equal(sent, _emulator.Requests.Count);
    }

    private static byte[] Padded(byte[] image, int megabytes)
    {
        byte[] padded = new byte[Math.Max(image.Length, megabytes * 1024 * 1024)];
        image.CopyTo(padded, 0);
        return padded;
    }

    // A head is all that anybody looks at.
    private static byte[] Png(byte width, byte height, bool alpha = true) =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, width, 0, 0, 0, height, 8, (byte)(alpha ? 6 : 2), 0, 0, 0, 0, 0, 0, 0];

    private static ImageEditRequest Edit(string model, params ImageUpload[] images) => new() { Image = new ImageRequest { Model = model, Prompt = "x" }, Images = images };

    private static string Hash(byte[] bytes) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)).ToLowerInvariant();

    private ImageUpload Upload(string name) => new() { Name = name, Path = Path.Combine(_folder, name) };

    private async Task<JsonNode?> ParseAsync(string program, string script, byte[] message)
    {
        try
        {
            var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add(program == "node" ? "-e" : "-c");
            start.ArgumentList.Add(script);
            using Process process = Process.Start(start)!;
            await process.StandardInput.BaseStream.WriteAsync(message);
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(text.Length > 0, await errors);
            return JsonNode.Parse(text);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            output.WriteLine($"LEFT OUT: no {program} here.");
            return null;
        }
    }
}
