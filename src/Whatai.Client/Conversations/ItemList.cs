using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace Whatai.Client.Conversations;

/// <summary>Items that are read as their texts where a list is shown as one text, as in a CSV.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="items">The items.</param>
public sealed class ItemList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    /// <summary>The items' texts.</summary>
    /// <returns>One a line; empty where there are none.</returns>
    public override string ToString() => string.Join("\n", this);

    /// <summary>The items as such a list.</summary>
    internal static IReadOnlyList<T> Of(IReadOnlyList<T> items) => items as ItemList<T> ?? new ItemList<T>(items as IList<T> ?? items.ToArray());
}
