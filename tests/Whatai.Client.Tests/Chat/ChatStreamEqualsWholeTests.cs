using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class ChatStreamEqualsWholeTests : StreamEqualsWholeTests<ChatRequest, ChatCompletion, ChatDelta>
{
    private protected override ConversationClient<ChatRequest, ChatCompletion, ChatDelta> Api => Client.Chat;

    [Theory]
    [MemberData(nameof(Directives.Prompts), MemberType = typeof(Directives))]
    public async Task For_three_choices(string prompt)
    {
        ChatCompletion whole = await AssertSameAsync(Ask(prompt) with { Count = 3 });

        Assert.Equal([0, 1, 2], whole.Choices.Select(choice => choice.Index));
    }

    [Theory]
    [MemberData(nameof(Directives.Prompts), MemberType = typeof(Directives))]
    public async Task For_a_limit_and_a_stop(string prompt)
    {
        await AssertSameAsync(Ask(prompt) with { MaxTokens = 3 });
        await AssertSameAsync(Ask(prompt) with { Stop = ["o", "所"] });
    }

    [Fact]
    public async Task The_conversation_goes_on_from_either()
    {
        ChatCompletion first = (await Client.Chat.StreamAsync(Given.Chat("One")).ToResultAsync()).Completion;
        ChatCompletion second = await Client.Chat.CompleteAsync(Given.Chat("One") with { Messages = [.. first.Messages, new ChatMessage(ChatRole.User, "/history")] });

        Assert.Equal("3 messages: user assistant user", second.Text);
        Assert.Equal(4, second.Messages.Count);
        Assert.Same("x", (await Client.Chat.CompleteAsync(Given.Chat("One") with { Input = "x" })).Input);
        Assert.Same("x", (await Client.Chat.StreamAsync(Given.Chat("One") with { Input = "x" }).ToResultAsync()).Completion.Input);
    }

    [Fact]
    public async Task The_parameters_arrive()
    {
        ChatRequest request = Ask("/params") with { Temperature = 0.5, Seed = 7, Count = 1 };

        JsonObject plain = JsonNode.Parse((await Client.Chat.CompleteAsync(request)).Text)!.AsObject();
        JsonObject streamed = JsonNode.Parse((await Client.Chat.StreamAsync(request).ToResultAsync()).Completion.Text)!.AsObject();

        Assert.True(streamed.Remove("stream"));
        Assert.True(streamed.Remove("stream_options"));
        Assert.True(JsonNode.DeepEquals(plain, streamed));
        Assert.Equal(0.5, (double?)plain["temperature"]);
    }

    private protected override void AssertSameJson(ChatCompletion whole, ChatCompletion streamed) => JsonAssert.Equal(Comparable(whole.RawJson), Comparable(streamed.RawJson));

    private protected override ChatRequest Ask(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return new ChatRequest
        {
            Model = "gpt-4o",
            Messages = [new ChatMessage(ChatRole.System, "Be kind. 好"), new ChatMessage(ChatRole.User, prompt)],
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
        };
    }

    private static string Comparable(string rawJson)
    {
        JsonObject root = JsonNode.Parse(rawJson)!.AsObject();
        foreach (string name in new[] { "id", "created", "system_fingerprint" })
        {
            root.Remove(name);
        }

        foreach (JsonNode? choice in root["choices"]!.AsArray())
        {
            JsonObject message = choice!["message"]!.AsObject();
            foreach ((JsonObject holder, string name) in new[] { (message, "refusal"), (choice.AsObject(), "logprobs") })
            {
                // Null says nothing.
                if (holder[name] is null)
                {
                    holder.Remove(name);
                }
            }

            var reader = new ThinkSplitter();
            (string text, string? reasoning) = reader.Push((string?)message["content"] ?? string.Empty);

            // Reasoning has several places in a plain answer, and one in what a stream is put together to.
            message["reasoning_content"] = (string?)message["reasoning_content"] ?? (string?)message["reasoning"] ?? reasoning;
            message.Remove("reasoning");

            // Null and empty: a stream begins with an empty piece of content whatever follows.
            message["content"] = text + reader.Flush().Text;

            foreach (JsonNode? call in (IEnumerable<JsonNode?>?)message["tool_calls"]?.AsArray() ?? [])
            {
                call!["id"] = null;
            }
        }

        return root.ToJsonString();
    }

    [Fact]
    public async Task With_a_search_of_the_web()
    {
        ChatCompletion answer = await AssertSameAsync(Given.Chat("/search 猫 & dogs") with { WebSearch = new ChatWebSearch { ContextSize = "high" } });

        Assert.Equal(3, answer.Citations.Count);
        Assert.All(answer.Citations, citation => Assert.Equal(answer.Text.Substring(citation.StartIndex!.Value, citation.EndIndex!.Value - citation.StartIndex.Value), citation.Text));
    }
}
