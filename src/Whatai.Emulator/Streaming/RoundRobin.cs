using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Streaming;

/// <summary>Interleaves the pieces of several choices in one stream.</summary>
internal static class RoundRobin
{
    /// <summary>The first piece of each choice, then the second of each, and so on, evaluated lazily.</summary>
    internal static IEnumerable<(int Choice, T Piece)> Interleave<T>(IEnumerable<IEnumerable<T>> choices)
    {
        List<IEnumerator<T>> all = choices.Select(c => c.GetEnumerator()).ToList();
        bool any = true;
        while (any)
        {
            any = false;
            for (int choice = 0; choice < all.Count; choice++)
            {
                if (all[choice].MoveNext())
                {
                    any = true;
                    yield return (choice, all[choice].Current);
                }
            }
        }
    }
}
