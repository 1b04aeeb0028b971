using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Script;

/// <summary>Completes a composed answer, in the order documented at <see cref="AnswerScript"/>.</summary>
internal static class AnswerFinisher
{
    /// <summary>Marks, stops and limits one choice.</summary>
    internal static Answer Finish(Answer answer, int choice, IReadOnlyList<string> stops, long? maxTokens)
        => Limit(Stop(Mark(answer, choice), stops), maxTokens);

    private static Answer Mark(Answer answer, int choice)
        => choice == 0 || answer.IsJson || answer.Segments.All(s => s.Field != Field.Content)
            ? answer
            : answer with { Segments = [.. answer.Segments, new Segment(Field.Content, $" ({choice + 1})")] };

    private static Answer Stop(Answer answer, IReadOnlyList<string> stops)
    {
        for (int i = 0; i < answer.Segments.Count && stops.Count > 0; i++)
        {
            if (answer.Segments[i].Field == Field.Content && answer.Segments[i].Before(stops) is ({ } cut, { } stop))
            {
                return answer with { Segments = [.. answer.Segments.Take(i), cut], FinishReason = "stop", StopSequence = stop };
            }
        }

        return answer;
    }

    private static Answer Limit(Answer answer, long? max)
    {
        if (max is not { } left || answer.ToolCalls.Count > 0 || answer.Tokens <= left)
        {
            return answer;
        }

        var kept = new List<Segment>();
        foreach (Segment segment in answer.Segments.TakeWhile(_ => left > 0))
        {
            Segment part = segment.Take(left);
            left -= part.Tokens;
            kept.Add(part);
        }

        return answer with { Segments = kept, FinishReason = "length" };
    }
}
