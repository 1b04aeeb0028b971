using System.Collections.Generic;
using System.Text;
using Whatai.Client.Conversations;

namespace Whatai.Client.Tests;

/// <summary>Answers that were kept, out of a text.</summary>
internal static class KeptJson
{
    public static TAnswer? ReadAnswer<TRequest, TAnswer, TDelta>(this IConversationProtocol<TRequest, TAnswer, TDelta> protocol, string json, IReadOnlyList<ChatMessage> sent)
        where TAnswer : ModelAnswer
        where TDelta : ModelDelta<TAnswer> => protocol.ReadAnswer(Encoding.UTF8.GetBytes(json), sent);
}
