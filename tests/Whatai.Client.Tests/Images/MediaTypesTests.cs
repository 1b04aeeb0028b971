using System;
using System.Linq;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What media are by their first bytes.</summary>
public class MediaTypesTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png", ".png")]
    [InlineData("FFD8FFE0", "image/jpeg", ".jpg")]
    [InlineData("474946383961", "image/gif", ".gif")]
    [InlineData("524946460000000057454250", "image/webp", ".webp")]
    [InlineData("524946460000000057415645", "audio/wav", ".wav")]
    [InlineData("00000018667479706D703432", "video/mp4", ".mp4")]
    [InlineData("000000186674797061766966", "image/avif", ".avif")]
    [InlineData("00000018667479704D344120", "audio/mp4", ".m4a")]
    [InlineData("4944330300", "audio/mpeg", ".mp3")]
    [InlineData("FFFB9064", "audio/mpeg", ".mp3")]
    [InlineData("FFF15080", "audio/aac", ".aac")]
    [InlineData("4F67675300", "audio/ogg", ".ogg")]
    [InlineData("664C6143", "audio/flac", ".flac")]
    [InlineData("7B226572726F72223A", null, ".bin")]
    [InlineData("5249464600000000", null, ".bin")]
    [InlineData("", null, ".bin")]
    public void A_type_is_told_by_the_content(string hex, string? type, string extension)
    {
        Assert.Equal(type, MediaTypes.Detect(Convert.FromHexString(hex)));
        Assert.Equal(extension, MediaTypes.Extension(type));
    }

    [Fact]
    public void Every_prefix_is_bearable()
    {
        byte[] head = Convert.FromHexString("00000018667479706D703432FFFB");
        Assert.All(Enumerable.Range(0, head.Length), count => MediaTypes.Detect(head.AsSpan(0, count)));
    }
}
