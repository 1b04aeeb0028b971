using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace Whatai.Client;

/// <summary>Items that are read as their texts where a list is shown as one text, as in a CSV.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="items">The items.</param>
public sealed class ItemList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    internal static readonly ItemList<T> None = new([]);

    // Names and addresses have no line ends; texts, calls and messages may have.
    private static readonly string s_separator = typeof(T) == typeof(string) || typeof(T) == typeof(Uri) ? ", " : "\n";

    /// <summary>The items' texts.</summary>
    /// <returns>One a line, names with commas between; empty where there are none.</returns>
    public override string ToString() => string.Join(s_separator, this);
}

/// <summary>Makes an <see cref="ItemList{T}"/> of any list.</summary>
public static class ItemList
{
    /// <summary>The items as a list that is read as their texts.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="items">The items.</param>
    /// <returns>The list.</returns>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items) =>
        items as ItemList<T> ?? (items.Count == 0 ? ItemList<T>.None : new ItemList<T>(items as IList<T> ?? items.ToArray()));
}
