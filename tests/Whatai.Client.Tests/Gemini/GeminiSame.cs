using System;
using System.Linq;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;

namespace Whatai.Client.Tests;

/// <summary>Compares two answers by all that a reader sees.</summary>
internal static class GeminiSame
{
    public static void Assert(GeminiCompletion expected, GeminiCompletion actual)
    {
        Xunit.Assert.Equal(Members(expected), Members(actual));
        Xunit.Assert.Equal(expected.Choices.Select(Member), actual.Choices.Select(Member));
        Xunit.Assert.Equal(expected.Citations, actual.Citations);
        Xunit.Assert.Equal(expected.WebSearches.Select(search => search.Query), actual.WebSearches.Select(search => search.Query));
        Xunit.Assert.Equal(expected.Messages.Select(message => message.ToString()), actual.Messages.Select(message => message.ToString()));
        Xunit.Assert.Equal(Content(expected), Content(actual));
        GeminiCompletion again = GeminiProtocol.Instance.ReadAnswer(actual.RawJson, actual.Messages.SkipLast(1).ToArray())!;
        Xunit.Assert.Equal(Members(expected), Members(again));
        Xunit.Assert.Equal(Content(expected), Content(again));
    }

    /// <summary>The same, but for what an emulator makes anew for each answer or puts elsewhere in a stream: ids, signatures, unknown members.</summary>
    public static void AssertSaid(GeminiCompletion expected, GeminiCompletion actual)
    {
        Xunit.Assert.Equal(Members(expected), Members(actual) with { Item1 = expected.Id });
        Xunit.Assert.Equal(expected.Choices.Select(choice => Member(WithoutIds(choice))), actual.Choices.Select(choice => Member(WithoutIds(choice))));
        Xunit.Assert.Equal(expected.Citations, actual.Citations);
        Xunit.Assert.Equal(expected.WebSearches.Select(search => search.Query), actual.WebSearches.Select(search => search.Query));
        Xunit.Assert.Equal(Said(expected), Said(actual));
        Xunit.Assert.Equal(Said(expected), Said(GeminiProtocol.Instance.ReadAnswer(actual.RawJson, [])!));
    }

    private static ChatChoice WithoutIds(ChatChoice choice) => choice with
    {
        Message = choice.Message with { ToolCalls = choice.Message.ToolCalls?.Select(call => call with { Id = string.Empty }).ToArray() },
    };

    private static string Said(GeminiCompletion completion) => Content(
        completion,
        static part => part["functionCall"] is JsonNode call ? new JsonObject { ["functionCall"] = $"{call["name"]}({call["args"]?.ToJsonString()})" }
            : (part["inlineData"] ?? part["inline_data"]) is JsonNode data ? new JsonObject { ["data"] = (string?)data["data"] }
            : (string?)part["text"] is not { Length: > 0 } text ? null
            : part["thought"] is JsonNode thought ? new JsonObject { ["text"] = text, ["thought"] = (bool)thought }
            : new JsonObject { ["text"] = text });

    // Texts that were cut in two are put together.
    private static string Content(GeminiCompletion completion, Func<JsonNode, JsonNode?>? select = null)
    {
        if (completion.Choices[0].Message.Native is not NativeMessage native)
        {
            return string.Empty;
        }

        JsonObject content = JsonNode.Parse(native.Json)!.AsObject();
        var joined = new JsonArray();
        foreach (JsonNode? given in content["parts"]!.AsArray())
        {
            JsonNode? part = select is null ? given : select(given!);
            if (part is null)
            {
                continue;
            }

            if (joined.Count > 0 && IsPlain(joined[^1]!) && IsPlain(part) && (bool?)joined[^1]!["thought"] == (bool?)part["thought"])
            {
                joined[^1]!["text"] = (string?)joined[^1]!["text"] + (string?)part["text"];
            }
            else
            {
                joined.Add(part.DeepClone());
            }
        }

        return $"{content["role"]}: {joined.ToJsonString()}";
    }

    private static bool IsPlain(JsonNode part) => part.AsObject().All(member => member.Key is "text" or "thought");

    private static (string?, string?, DateTimeOffset?, TokenUsage?, string?, string?) Members(GeminiCompletion completion) =>
        (completion.Id, completion.Model, completion.Created, completion.Usage, completion.FinishReason, completion.NativeFinishReason);

    private static string Member(ChatChoice choice) => string.Join(
        '|',
        choice.Index,
        choice.FinishReason,
        choice.Message.Content ?? "null",
        choice.Message.Reasoning ?? "null",
        choice.Message.Refusal ?? "null",
        string.Join(',', choice.Message.ToolCalls?.Select(call => call.Id + call) ?? ["null"]),
        string.Join(',', choice.Message.Images.Select(image => image.ToString())));
}
