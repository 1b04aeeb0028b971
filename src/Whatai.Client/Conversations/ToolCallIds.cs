using System.Collections.Generic;
using System.Globalization;

namespace Whatai.Client.Conversations;

/// <summary>Ids of calls that the model left without one, or gave the same one: results are told apart by them.</summary>
internal static class ToolCallIds
{
    /// <summary>An id that no other call of the conversation has, and the same one whenever the same answer is read.</summary>
    /// <param name="place">The answer's place in the conversation.</param>
    /// <param name="number">The call's number in the answer.</param>
    public static string Create(int place, int number) => string.Format(CultureInfo.InvariantCulture, "call_{0}_{1}", place, number);

    /// <summary>The id that the model gave, or one in its place.</summary>
    /// <param name="given">The model's id.</param>
    /// <param name="taken">The ids of the calls before.</param>
    /// <param name="place">The answer's place in the conversation.</param>
    public static string Complete(string? given, ICollection<string> taken, int place) =>
        string.IsNullOrEmpty(given) || taken.Contains(given!) ? Create(place, taken.Count) : given!;
}
