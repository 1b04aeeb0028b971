using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Whatai.Client.Json;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Objects are taken out of an array as soon as they are whole.</summary>
public class JsonSplitterTests
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData("[{}]", "{}")]
    [InlineData(" [ {\"a\":[1,{\"b\":\"]}\\\"\\\\\"}]} ,\r\n{\"c\":\"[{\"}\n]", "{\"a\":[1,{\"b\":\"]}\\\"\\\\\"}]}|{\"c\":\"[{\"}")]
    [InlineData("\uFEFF{\"a\":1}\n{\"b\":2}", "{\"a\":1}|{\"b\":2}")]
    [InlineData("[{\"a\":1},x,{\"b\":2}]", "{\"a\":1}")]
    [InlineData("[{\"a\":1},{\"b\":", "{\"a\":1}")]
    [InlineData("[{\"a\":\"\\", "")]
    public void The_objects_are_the_same_however_the_bytes_come(string json, string expected)
    {
        byte[] bytes = Given.Utf8(json);
        string[] wanted = expected.Length == 0 ? [] : expected.Split('|');

        Assert.Equal(wanted, JsonSplitter.Split(bytes).Select(Encoding.UTF8.GetString));
        for (int size = 1; size <= bytes.Length; size++)
        {
            using var splitter = new JsonSplitter();
            var objects = new List<byte[]>();
            for (int at = 0; at < bytes.Length; at += size)
            {
                splitter.Add(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), objects);
            }

            Assert.Equal(wanted, objects.Select(Encoding.UTF8.GetString));
            Assert.Equal(json.Contains('x', StringComparison.Ordinal), splitter.IsBroken);
        }
    }

    [Fact]
    public void An_object_is_there_with_its_last_byte()
    {
        using var splitter = new JsonSplitter();
        var objects = new List<byte[]>();

        splitter.Add("[{\"a\":1"u8, objects);
        Assert.Empty(objects);
        splitter.Add("}"u8, objects);
        Assert.Single(objects);
    }
}
