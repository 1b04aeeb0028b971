using System;
using System.Linq;
using System.Text;
using Whatai.Client.Media;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What media are by their first bytes.</summary>
public class MediaTypesTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png", ".png")]
    [InlineData("FFD8FFE0", "image/jpeg", ".jpg")]
    [InlineData("47494638396101000100F00000", "image/gif", ".gif")]
    [InlineData("524946460000000057454250", "image/webp", ".webp")]
    [InlineData("524946460000000057415645", "audio/wav", ".wav")]
    [InlineData("00000018667479706D703432", "video/mp4", ".mp4")]
    [InlineData("000000186674797061766966", "image/avif", ".avif")]
    [InlineData("00000018667479704D344120", "audio/mp4", ".m4a")]
    [InlineData("4944330300", "audio/mpeg", ".mp3")]
    [InlineData("FFFB9064", "audio/mpeg", ".mp3")]
    [InlineData("FFF15080", "audio/aac", ".aac")]
    [InlineData("4F67675300", "audio/ogg", ".ogg")]
    [InlineData("664C614300000022", "audio/flac", ".flac")]
    [InlineData("424D3A0000000000000036000000280000000100", "image/bmp", ".bmp")]
    [InlineData("255044462D312E370A25E2E3CFD3", "application/pdf", ".pdf")]
    [InlineData("1A45DFA301000000", "video/webm", ".webm")]
    [InlineData("7B226572726F72223A", null, ".bin")]
    [InlineData("5249464600000000", null, ".bin")]
    [InlineData("", null, ".bin")]
    public void A_type_is_told_by_the_content(string hex, string? type, string extension)
    {
        Assert.Equal(type, MediaTypes.Detect(Convert.FromHexString(hex)));
        Assert.Equal(extension, MediaTypes.Extension(type));
    }

    // Signatures that are letters, and byte order marks that look like the sync word of MPEG audio.
    [Theory]
    [InlineData("BMW 320d, 2019\n")]
    [InlineData("BM,name\n1,x\n")]
    [InlineData("ID3 tags are metadata of sound files\n")]
    [InlineData("GIF89a is a format\n")]
    [InlineData("RIFF or WAVE, which is it?\n")]
    [InlineData("The ftypisom box\n")]
    [InlineData("OggS and fLaC\n")]
    [InlineData("fLaC\n")]
    [InlineData("%PDF-1.7 is a version of PDF\n")]
    [InlineData("备注：ID3\n")]
    [InlineData("ID3\u0003\u0000")]
    public void A_text_that_begins_like_media_is_none(string text)
    {
        if (text[^1] == '\n')
        {
            Assert.Null(MediaTypes.Detect(Given.Utf8(text)));
            Assert.True(TextContent.IsText(Given.Utf8(text)));
        }

        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            foreach (int length in (int[])[text.Length, 1, 3, 700])
            {
                string content = string.Concat(Enumerable.Repeat(text.Replace("\0", "0", StringComparison.Ordinal).Replace('\u0003', '3'), 200))[..length];
                Assert.Null(MediaTypes.Detect([.. encoding.GetPreamble(), .. encoding.GetBytes(content)]));
            }
        }
    }

    [Theory]
    [InlineData("[.ShellClassInfo]\r\nLocalizedResourceName=@%SystemRoot%\\system32\\shell32.dll,-21769\r\n")]
    [InlineData("\u9090\u4090 notes")]
    [InlineData("\u5090\uFFFB")]
    public void A_text_in_UTF_16_is_no_sound(string text)
    {
        byte[] content = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)];

        Assert.Null(MediaTypes.Detect(content));
        Assert.Equal(text, TextContent.Decode(content));
    }

    [Theory]
    [InlineData("FFFB9064", 417)]
    [InlineData("FFF38064", 208)]
    [InlineData("FFFDA404", 576)]
    [InlineData("FFFF5004", 172)]
    public void A_frame_counts_where_the_next_one_follows(string head, int length)
    {
        byte[] frame = [.. Convert.FromHexString(head), .. new byte[length - 4]];

        Assert.Equal("audio/mpeg", MediaTypes.Detect([.. frame, .. frame, .. frame]));
        Assert.Null(MediaTypes.Detect([.. frame, .. new byte[600]]));
    }

    [Theory]
    [InlineData("utf-8", "naïve 中文 \u001b[31mred\u001b[0m\t1\r\n")]
    [InlineData("utf-16", "naïve 中文")]
    [InlineData("utf-16BE", "naïve 中文")]
    [InlineData("utf-32", "naïve 中文😀")]
    [InlineData("GB18030", "服务已停止：错误代码 0x80070005，拒绝访问。😀")]
    [InlineData("windows-1252", "Größe der Datei nicht gefunden: C:\\Pläne\\übersicht.txt")]
    public void A_text_is_read_in_the_encodings_of_files(string encoding, string text)
    {
        Encoding writes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        Assert.Equal(text, TextContent.Decode([.. writes.GetPreamble(), .. writes.GetBytes(text)]));
    }

    [Theory]
    [InlineData("Windows Registry Editor Version 5.00\r\n")]
    [InlineData("naïve 中文 \u001b[31mred\u001b[0m\t1\r\n😀\r\n")]
    [InlineData("服务已停止，错误代码，拒绝访问。\r\n请与管理员联系。\r\n")]
    public void A_text_in_UTF_16_needs_no_mark(string text)
    {
        Assert.Equal(text, TextContent.Decode(Encoding.Unicode.GetBytes(text)));
        Assert.Equal(text, TextContent.Decode(Encoding.BigEndianUnicode.GetBytes(text)));
        Assert.Null(TextContent.Decode([.. Encoding.Unicode.GetBytes(text), 0]));
    }

    [Fact]
    public void A_broken_character_in_UTF_8_is_replaced_and_the_rest_is_read()
    {
        Assert.Equal("\uFFFD中文日志：已停止", TextContent.Decode([0x96, .. Encoding.UTF8.GetBytes("中文日志：已停止")]));
        Assert.Equal(string.Empty, TextContent.Decode([]));
    }

    [Theory]
    [InlineData("4D5A90000300000004000000FFFF0000")]
    [InlineData("504B0304140000000800")]
    [InlineData("FFFE0100020003")]
    [InlineData("9C8FE2D1B7F0A995E4C3")]
    [InlineData("4100420043000100")]
    [InlineData("410042004300000041004200")]
    [InlineData("00E0410042004300")]
    [InlineData("7F454C460201010000000000")]
    public void Bytes_that_are_no_text_are_none(string hex)
    {
        Assert.Null(TextContent.Decode(Convert.FromHexString(hex)));
        Assert.False(TextContent.IsText(Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("中文", 1)]
    [InlineData("a😀", 2)]
    public void A_head_may_end_within_a_character(string text, int less)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);

        Assert.True(TextContent.IsText(content.AsSpan(0, content.Length - less)));
    }

    [Fact]
    public void Every_prefix_is_bearable()
    {
        byte[] head = Convert.FromHexString("00000018667479706D703432FFFB");
        Assert.All(Enumerable.Range(0, head.Length), count => MediaTypes.Detect(head.AsSpan(0, count)));
    }
}
