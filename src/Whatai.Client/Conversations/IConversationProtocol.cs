using System.Collections.Generic;
using Whatai.Client.Http;

namespace Whatai.Client.Conversations;

/// <summary>What is one conversation API's own: its requests and how its answers are read. The rest is <see cref="ConversationClient{TRequest, TAnswer, TDelta}"/>.</summary>
internal interface IConversationProtocol<TRequest, TAnswer, TDelta>
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    /// <summary>The HTTP call of a request.</summary>
    ApiRequest CreateCall(TRequest request, bool isStream, CallOptions? options);

    /// <summary>Reads the body of a whole answer.</summary>
    /// <exception cref="WhataiException">It is an error, or no answer.</exception>
    TAnswer ReadWhole(byte[] body, CallContext context, TRequest request);

    /// <summary>Reads an answer as it comes: the pieces that have something new, then one with the whole answer.</summary>
    /// <exception cref="WhataiException">The stream brought an error, or ended before the answer did.</exception>
    IAsyncEnumerable<TDelta> ReadAsync(StreamingResponse response, TRequest request);

    /// <summary>Reads an answer that was kept as JSON; null where it is none.</summary>
    TAnswer? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent);

    /// <summary>What makes a request the same request again.</summary>
    byte[] WriteRequest(TRequest request, CallOptions? options = null);
}
