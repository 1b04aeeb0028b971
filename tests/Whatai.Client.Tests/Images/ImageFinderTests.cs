using System;
using System.Linq;
using Whatai.Client.Media;
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
    [InlineData("Here: ![cat](https://h.example/red cat.png) done", "https://h.example/red cat.png")]
    [InlineData("![cat](https://h.example/a.png \"A cat\")", "https://h.example/a.png")]
    [InlineData("![cat](https://h.example/a 'A (cat)')", "https://h.example/a")]
    [InlineData("![cat](<https://h.example/red cat (1).png>)", "https://h.example/red cat (1).png")]
    [InlineData("![cat](https://h.example/cat_(1).png)", "https://h.example/cat_(1).png")]
    [InlineData("![a [b] c]( https://h.example/x )", "https://h.example/x")]
    [InlineData("![图](https://h.example/红猫.png)完成", "https://h.example/红猫.png")]
    [InlineData("![cat](https://h.example/cut", "https://h.example/cut")]
    [InlineData("![](https://h.example/a?x=1&amp;y=2)", "https://h.example/a?x=1&y=2")]
    [InlineData("![x](y) [page](https://h.example/page)", null)]
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
    [InlineData("![i](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\nAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n)")]
    [InlineData("![i](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk-M9QDwADhgGAWjR9awAAAABJRU5ErkJggg)")]
    [InlineData("![i](DATA:image/png;charset=utf-8;base64, " + Png + ")")]
    [InlineData(Png)]
    [InlineData("\n" + Png + "\n")]
    public void Data_in_text_is_told_by_its_bytes(string text)
    {
        WhataiImage image = Assert.Single(ImageFinder.Find([], text));

        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(Convert.FromBase64String(Png), image.Bytes);
        Assert.Null(image.Url);
    }

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg")]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk-M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")]
    [InlineData("Data:Image/PNG;Base64, " + Png)]
    [InlineData(Png)]
    [InlineData(" " + Png + "\r\n")]
    public void Data_in_a_field_is_read_in_all_its_forms(string address)
    {
        WhataiImage image = Assert.Single(ImageFinder.Find([address], null));

        Assert.Equal(Convert.FromBase64String(Png), image.Bytes);
        Assert.Equal("image/png", image.MediaType);
    }

    [Theory]
    [InlineData("sometextthatisbase64butnoimageatallsometextthatisbase64butnoimageatall")]
    [InlineData("/f/a.png")]
    [InlineData("ftp://h.example/a.png")]
    public void What_is_no_image_is_none(string text) => Assert.Empty(ImageFinder.Find([text], text));

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
    [InlineData("![](data:image/png;base64,")]
    [InlineData("](https://x")]
    [InlineData("![(https://x ")]
    public void A_text_made_to_be_slow_is_no_reason_to_fail(string piece)
    {
        Assert.NotNull(ImageFinder.Find([], "http " + string.Concat(Enumerable.Repeat(piece, 20_000))));
    }
}
