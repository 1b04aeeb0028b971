using System;
using Whatai.Client.Http;

namespace Whatai.Client.Conversations;

/// <summary>What an answer has of the call that brought it.</summary>
internal static class ModelAnswerExtensions
{
    /// <summary>Adds what the call knows, and notes in its record what the answer is.</summary>
    public static TAnswer CompletedBy<TAnswer>(this TAnswer answer, CallContext context, TimeSpan duration)
        where TAnswer : ModelAnswer
    {
        context.Record?.Answered(answer.Id, answer.Model, answer.FinishReason);
        return answer with
        {
            RequestId = context.RequestId,
            Attempts = context.Attempts,
            Duration = duration,
            Usage = context.Took(answer.Usage),
        };
    }
}
