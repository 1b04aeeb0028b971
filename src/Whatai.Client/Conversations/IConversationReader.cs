using System.Collections.Generic;
using Whatai.Client.Http;

namespace Whatai.Client.Conversations;

/// <summary>Reads one streamed answer.</summary>
internal interface IConversationReader<TAnswer, TDelta>
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta
{
    /// <summary>The whole answer, once all pieces were read.</summary>
    TAnswer Answer { get; }

    /// <summary>Gives the pieces that have something new, as they come.</summary>
    /// <exception cref="WhataiException">The stream brought an error, or ended before the answer did.</exception>
    IAsyncEnumerable<TDelta> ReadAsync(StreamingResponse response);

    /// <summary>The piece that ends the stream and has the whole answer.</summary>
    TDelta CreateLast(TAnswer answer);
}
