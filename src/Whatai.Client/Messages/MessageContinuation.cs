using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Goes on with an answer that the server paused: its content goes back as it came, and what comes then belongs behind it.</summary>
internal static class MessageContinuation
{
    /// <summary>The request that goes on.</summary>
    public static MessageRequest Next(MessageRequest request, MessageCompletion paused) => request with { Messages = [.. request.Messages, paused.Choices[0].Message] };

    /// <summary>Both as one answer, whose tokens are those of both requests.</summary>
    public static MessageCompletion Join(MessageCompletion paused, MessageCompletion later, MessageRequest request)
    {
        JsonObject before = JsonNode.Parse(paused.RawJson)!.AsObject();
        JsonObject whole = JsonNode.Parse(later.RawJson)!.AsObject();
        whole["content"] = new JsonArray([.. BlocksOf(before).Concat(BlocksOf(whole))]);
        if (before["usage"] is JsonObject usage)
        {
            whole["usage"] = Sum(usage, whole["usage"] as JsonObject ?? []);
        }

        byte[] json = JsonBody.Write(writer => whole.WriteTo(writer));
        using JsonDocument document = JsonDocument.Parse(json);
        return MessageReader.Read(json, document.RootElement, request.Messages) with
        {
            Input = request.Input,
            RequestId = later.RequestId,
            Attempts = later.Attempts,
            Duration = paused.Duration + later.Duration,
            RawBytes = json,
        };
    }

    private static JsonNode?[] BlocksOf(JsonObject message) => message["content"] is JsonArray blocks ? [.. blocks.Select(static block => block?.DeepClone())] : [];

    private static JsonObject Sum(JsonObject first, JsonObject second)
    {
        var sum = second.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in first.Select(static member => (member.Key, member.Value)))
        {
            sum[name] = (value, sum[name]) switch
            {
                (JsonObject one, JsonObject other) => Sum(one, other),
                (JsonValue one, JsonValue other) when Count(one) is long a && Count(other) is long b => a + b,
                (_, null) => value?.DeepClone(),
                (_, JsonNode other) => other.DeepClone(),
            };
        }

        return sum;
    }

    private static long? Count(JsonValue value) => long.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;
}
