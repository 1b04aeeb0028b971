using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

public class SecretRedactorTests
{
    private const string Key = "sk-Zq7Xw2Vb9Nm4Lk6Jh8Gf3Ds5Ap1Oi0Uy";

    [Theory]
    [InlineData("my-company-gateway-key", "https://my-company-gateway.example.com/v1: my company's gateway has no key")]
    [InlineData("correct-horse-battery-staple", "correct-horse-battery and a horse")]
    [InlineData(Key, "sk-Zq7Xw2Vb is what it begins with, sk-proj-Zq7 another")]
    [InlineData(Key, "100% of &amp; \\ %zz %2 &#; &#x; &#99999999; \\u12 \\uZZZZ %25 \\")]
    [InlineData("test", "The latest test: testing")]
    [InlineData("chat", "https://chat.example.com/v1/chatter chats")]
    [InlineData("ab", "abc cab a b")]
    public void What_is_no_secret_stays(string key, string text)
    {
        // A short key is one where it stands alone.
        string expected = key.Length < 12 ? text.Replace($" {key}:", " ***:", StringComparison.Ordinal).Replace($"/{key}.", "/***.", StringComparison.Ordinal) : text;

        Assert.Equal(expected, Of(key).Redact(text));
    }

    [Fact]
    public void A_text_without_one_is_the_same_text()
    {
        string text = new('x', 1000);

        Assert.Same(text, Of(Key).Redact(text));
    }

    [Theory]
    [InlineData("KEY")]
    [InlineData("\\\\KEY\\\\")]
    [InlineData("\\nKEY\\n")]
    [InlineData("\\\"KEY\\\"")]
    [InlineData("{\\\"a\\\":\\\"KEY\\\"}")]
    public void JSON_is_JSON_still(string content)
    {
        foreach (string spelled in Planted.Spellings(Key))
        {
            byte[] body = Of(Key).Redact(Given.Utf8($$"""{"a":"{{content.Replace("KEY", spelled, StringComparison.Ordinal)}}","b":1}"""));

            using JsonDocument document = JsonDocument.Parse(body);
            Assert.Equal(1, document.RootElement.GetProperty("b").GetInt32());
            Planted.AssertHidden(document.RootElement.GetProperty("a").GetString(), Key, content);
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_stay()
    {
        byte[] body = [0xFF, 0xFE, 0, 0x80, (byte)'a'];

        Assert.Equal(body, Of(Key).Redact(body));
    }

    [Theory]
    [InlineData("https://host.example/" + Key + "/x", "https://host.example/***/x")]
    [InlineData("https://host.example/a", "https://host.example/a")]
    [InlineData("https://" + Key + ".example/a", "https://redacted.example/a")]
    public void An_address_is_one_still(string address, string expected)
    {
        Assert.Equal(expected, Of(Key).Redact(new Uri(address)).OriginalString);
    }

    [Fact]
    public void A_cause_that_tells_it_is_replaced_with_its_causes_and_another_is_not()
    {
        SecretRedactor secrets = Of(Key);
        var harmless = new IOException("broken", new FormatException("odd"));
        var telling = new HttpRequestException("odd header", new IOException("y", new FormatException("header: " + Key)));

        RedactedException redacted = Assert.IsType<RedactedException>(secrets.Redact(telling));

        Assert.Same(harmless, secrets.Redact(harmless));
        Assert.Equal(("System.Net.Http.HttpRequestException", "odd header"), (redacted.TypeName, redacted.Message));
        Assert.Contains("System.FormatException: header: ***", redacted.ToString(), StringComparison.Ordinal);
        Assert.All(Planted.Texts(redacted), text => Planted.AssertHidden(text, Key, "cause"));
    }

    /// <summary>Marks of escapes without end must not be read to their end from each place.</summary>
    [Theory]
    [InlineData("\\")]
    [InlineData("25")]
    [InlineData("%25")]
    [InlineData("&")]
    [InlineData("sk-Zq7Xw2Vb9Nm4L")]
    public async Task A_text_that_is_made_to_take_long_does_not(string piece)
    {
        string text = "%" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        Assert.Same(text, await Task.Run(() => Of(Key).Redact(text)).WaitAsync(Eventually.Limit));
    }

    [Fact]
    public void Headers_of_a_call_count_for_that_call()
    {
        SecretRedactor connection = Of(Key);
        SecretRedactor call = connection.With(new Dictionary<string, string> { ["X-Api-Key"] = "hunter2-hunter2", ["X-Fine"] = "seen-by-everyone" });

        Assert.Equal("*** *** seen-by-everyone", call.Redact($"hunter2-hunter2 {Key} seen-by-everyone"));
        Assert.Equal("hunter2-hunter2", connection.Redact("hunter2-hunter2"));
        Assert.Same(connection, connection.With(new Dictionary<string, string> { ["X-Fine"] = "seen-by-everyone" }));
    }

    private static SecretRedactor Of(string key) => SecretRedactor.Of(Given.Options() with { ApiKey = Given.Secret(key) });
}
