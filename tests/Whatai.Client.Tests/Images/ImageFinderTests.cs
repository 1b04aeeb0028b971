using System;
using System.Linq;
using Whatai.Client.Images;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Where an image may be found in an answer.</summary>
public class ImageFinderTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("![cat](https://h.example/a.png)", "https://h.example/a.png")]
    [InlineData("![](https://h.example/no-ending)", "https://h.example/no-ending")]
    [InlineData("![cat](<https://h.example/a.png> \"title\") and more", "https://h.example/a.png")]
    [InlineData("Done: https://h.example/a.webp?sig=x%2F&e=1", "https://h.example/a.webp?sig=x%2F&e=1")]
    [InlineData("[open](https://h.example/a.jpg)", "https://h.example/a.jpg")]
    [InlineData("好了 https://h.example/图.png 看", "https://h.example/图.png")]
    [InlineData("Look at https://h.example/a.png.", "https://h.example/a.png")]
    [InlineData("Look at https://h.example/a.png, then go", "https://h.example/a.png")]
    [InlineData("图片：https://h.example/a.png", "https://h.example/a.png")]
    [InlineData("图片在https://h.example/a.png。请看", "https://h.example/a.png")]
    [InlineData("{\"url\":\"https://h.example/a.png\"}", "https://h.example/a.png")]
    [InlineData("**https://h.example/a.png**", "https://h.example/a.png")]
    [InlineData("See https://h.example/page and https://h.example/page.html", null)]
    [InlineData("No image", null)]
    [InlineData("", null)]
    public void An_address_in_text(string text, string? address)
    {
        Assert.Equal(address is null ? [] : [new Uri(address)], ImageFinder.Find([], text).Select(image => image.Url));
    }

    [Theory]
    [InlineData("![image](data:image/png;base64," + Png + ")")]
    [InlineData("data:image/png;base64," + Png)]
    [InlineData("Here: data:image/jpeg;base64," + Png + "\n")]
    [InlineData("Here: data:image/png;base64," + Png + ".")]
    [InlineData("图片：data:image/png;base64," + Png + "。")]
    [InlineData("![](data:image/png;base64," + Png + " \"title\")")]
    public void Data_in_text_is_told_by_its_bytes(string text)
    {
        WhataiImage image = Assert.Single(ImageFinder.Find([], text));

        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(Convert.FromBase64String(Png), image.Bytes);
        Assert.Null(image.Url);
    }

    [Fact]
    public void Fields_come_first_and_each_image_once()
    {
        Assert.Equal(
            ["https://h.example/field", "https://h.example/a.png", "https://h.example/b.png"],
            ImageFinder.Find(
                ["https://h.example/field", "https://h.example/a.png", "nonsense", "data:text/plain,x", "data:image/png;base64,%%"],
                "https://h.example/b.png ![](https://h.example/a.png) https://h.example/b.png").Select(image => image.ToString()));
    }

    // An answer is paid for; looking for pictures in it must not lose it.
    [Theory]
    [InlineData("![")]
    [InlineData("https://")]
    [InlineData("![](https://")]
    [InlineData("data:image/png;base64,")]
    public void A_text_made_to_be_slow_is_no_reason_to_fail(string piece)
    {
        Assert.NotNull(ImageFinder.Find([], "http " + string.Concat(Enumerable.Repeat(piece, 20_000))));
    }
}
