using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Images;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class ImageStreamTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public ImageStreamTests() => _client = Given.Client(_emulator);

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public async Task Unfinished_images_come_before_the_whole_ones(int partial, int count)
    {
        List<ImageDelta> pieces = await ReadAsync(_client.Images.StreamAsync(Ask() with { PartialImages = partial, Count = count }));

        Assert.Equal([.. Enumerable.Repeat(Enumerable.Range(0, partial), count).SelectMany(numbers => numbers).Cast<int?>(), null], pieces.Select(piece => piece.PartialIndex));
        Assert.All(pieces.SkipLast(1), piece => Assert.Equal(("image/png", "x", "gpt-image-1"), (piece.Image!.MediaType, piece.Image.Prompt, piece.Image.Model)));
        ImageGeneration whole = await _client.Images.GenerateAsync(Ask() with { Count = count });
        ImageGeneration streamed = pieces[^1].Generation!;
        Assert.Equal(whole.Images.Select(image => Convert.ToHexString(image.Bytes!)), streamed.Images.Select(image => Convert.ToHexString(image.Bytes!)));
        Assert.Equal(whole.Usage, streamed.Usage);
        Assert.Equal(2, _emulator.Ledger.Count);
    }

    [Fact]
    public async Task An_edit_is_streamed_too()
    {
        byte[] png = Convert.FromBase64String(GivenGemini.Png);
        var edit = new ImageEditRequest { Image = Ask() with { PartialImages = 1 }, Images = [new ImageUpload { Name = "a.png", Bytes = png }] };

        List<ImageDelta> pieces = await ReadAsync(_client.Images.StreamEditAsync(edit));

        Assert.Equal([0, null], pieces.Select(piece => piece.PartialIndex));
        Assert.Single(pieces[^1].Generation!.Images);
    }

    [Theory]
    [InlineData("mid-stream-error", ErrorKind.ServiceUnavailable)]
    [InlineData("bare-error", ErrorKind.ServiceUnavailable)]
    [InlineData("cut-clean", ErrorKind.IncompleteAnswer)]
    [InlineData("reset", ErrorKind.IncompleteAnswer)]
    [InlineData("done-without-finish", ErrorKind.IncompleteAnswer)]
    [InlineData("429", ErrorKind.RateLimited)]
    public async Task A_fault_says_what_it_is(string fault, ErrorKind kind)
    {
        var pieces = new List<ImageDelta>();
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (ImageDelta piece in _client.Images.StreamAsync(Ask() with { PartialImages = 3 }, Given.Fault(fault)))
            {
                pieces.Add(piece);
            }
        });

        Assert.Equal(kind, failure.Kind);
        Assert.All(pieces, piece => Assert.Null(piece.Generation));
        Assert.Equal(fault == "429", pieces.Count == 0);
    }

    [Fact]
    public async Task A_gateway_that_can_not_stream_gives_all_at_once()
    {
        using WhataiClient client = new(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Ok($$"""{"created":1,"data":[{"b64_json":"{{GivenGemini.Png}}"}]}""")), new FakeClock());

        ImageDelta only = Assert.Single(await ReadAsync(client.Images.StreamAsync(Ask())));

        Assert.Single(only.Generation!.Images);
    }

    private static ImageRequest Ask() => new() { Model = "gpt-image-1", Prompt = "x" };

    private static async Task<List<ImageDelta>> ReadAsync(IAsyncEnumerable<ImageDelta> stream)
    {
        var pieces = new List<ImageDelta>();
        await foreach (ImageDelta piece in stream)
        {
            pieces.Add(piece);
        }

        return pieces;
    }
}
