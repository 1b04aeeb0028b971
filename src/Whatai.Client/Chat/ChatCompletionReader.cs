using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>Reads whole answers of chat completions.</summary>
public static class ChatCompletionReader
{
    /// <summary>Reads an answer that was kept as the server's JSON.</summary>
    /// <param name="json">The JSON in UTF-8, which the answer keeps.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public static ChatCompletion? Read(byte[] json, IReadOnlyList<ChatMessage> sent)
    {
        ChatChunk whole = ChatChunkReader.Read(json);
        return whole.IsMalformed || whole.ChoiceCount == 0 ? null : Read(whole, sent) with { RawBytes = json };
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
