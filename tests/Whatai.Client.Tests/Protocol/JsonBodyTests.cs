using System;
using System.Text;
using System.Text.Json.Nodes;
using Whatai.Client.Chat;
using Whatai.Client.Json;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>How -ExtraBody is merged, and how text is written.</summary>
public class JsonBodyTests
{
    [Theory]
    [InlineData("{}", """{"a":1,"o":{"x":1,"y":{"z":2}},"l":[1,2]}""")]
    [InlineData("""{"b":true}""", """{"a":1,"o":{"x":1,"y":{"z":2}},"l":[1,2],"b":true}""")]
    [InlineData("""{"a":"new"}""", """{"a":"new","o":{"x":1,"y":{"z":2}},"l":[1,2]}""")]
    [InlineData("""{"o":{"x":9}}""", """{"a":1,"o":{"x":9,"y":{"z":2}},"l":[1,2]}""")]
    [InlineData("""{"o":{"y":{"w":3}}}""", """{"a":1,"o":{"x":1,"y":{"z":2,"w":3}},"l":[1,2]}""")]
    [InlineData("""{"o":7}""", """{"a":1,"o":7,"l":[1,2]}""")]
    [InlineData("""{"a":{"deep":1}}""", """{"a":{"deep":1},"o":{"x":1,"y":{"z":2}},"l":[1,2]}""")]
    [InlineData("""{"l":[3]}""", """{"a":1,"o":{"x":1,"y":{"z":2}},"l":[3]}""")]
    [InlineData("""{"a":null}""", """{"o":{"x":1,"y":{"z":2}},"l":[1,2]}""")]
    [InlineData("""{"o":null}""", """{"a":1,"l":[1,2]}""")]
    [InlineData("""{"o":{"y":null}}""", """{"a":1,"o":{"x":1},"l":[1,2]}""")]
    [InlineData("""{"new":null}""", """{"a":1,"o":{"x":1,"y":{"z":2}},"l":[1,2],"new":null}""")]
    [InlineData("""{"o":{"new":null}}""", """{"a":1,"o":{"x":1,"y":{"z":2},"new":null},"l":[1,2]}""")]
    [InlineData("""{"new":{"deep":null}}""", """{"a":1,"o":{"x":1,"y":{"z":2}},"l":[1,2],"new":{"deep":null}}""")]
    public void Extra_members_are_merged_deeply_and_null_takes_away(string extra, string merged)
    {
        JsonObject given = JsonNode.Parse(extra)!.AsObject();

        byte[] body = JsonBody.Write(writer => writer.WriteRawValue("""{"a":1,"o":{"x":1,"y":{"z":2}},"l":[1,2]}"""), given);

        JsonAssert.Equal(merged, Encoding.UTF8.GetString(body));
        JsonAssert.Equal(extra, given.ToJsonString());
    }

    [Fact]
    public void The_same_extra_serves_many_calls()
    {
        JsonObject extra = JsonNode.Parse("""{"o":{"x":1},"stream_options":null}""")!.AsObject();
        string first = Encoding.UTF8.GetString(ChatRequestWriter.Write(Given.Chat("Hi"), stream: true, extra));

        Assert.Equal(first, Encoding.UTF8.GetString(ChatRequestWriter.Write(Given.Chat("Hi"), stream: true, extra)));
        Assert.DoesNotContain("stream_options", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_of_any_script_goes_as_it_is(bool merged)
    {
        const string Text = "你好，世界！é ß א 한국어 <b>&'+";
        JsonObject? extra = merged ? new JsonObject { ["user"] = Text } : null;

        string body = Encoding.UTF8.GetString(ChatRequestWriter.Write(Given.Chat(Text), stream: false, extra));

        Assert.Contains($"\"content\":\"{Text}\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Emoji_and_control_characters_mean_the_same_however_they_are_written()
    {
        const string Text = "🌍👩‍💻 \u0001\n\r\t\"\\\u2028\u3000 2024-01-02T03:04:05Z";

        JsonNode body = JsonNode.Parse(ChatRequestWriter.Write(Given.Chat(Text), stream: false, null))!;

        Assert.Equal(Text, (string?)body["messages"]![0]!["content"]);
    }
}
