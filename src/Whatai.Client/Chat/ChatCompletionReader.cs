using System.Collections.Generic;
using System.Text;
using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>Reads whole answers of chat completions.</summary>
public static class ChatCompletionReader
{
    /// <summary>Reads an answer that was kept as the server's JSON.</summary>
    /// <param name="rawJson">The JSON.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public static ChatCompletion? Read(string rawJson, IReadOnlyList<ChatMessage> sent)
    {
        ChatChunk whole = ChatChunkReader.Read(Encoding.UTF8.GetBytes(rawJson));
        return whole.IsMalformed || whole.ChoiceCount == 0 ? null : Read(whole, sent) with { RawJson = rawJson };
    }

    internal static ChatCompletion Read(ChatChunk whole, IReadOnlyList<ChatMessage> sent)
    {
        var aggregator = new ChatAggregator();
        aggregator.AddHead(whole);
        for (int i = 0; i < whole.ChoiceCount; i++)
        {
            aggregator.Add(whole[i]);
        }

        aggregator.Flush();
        return aggregator.ToCompletion(sent);
    }
}
