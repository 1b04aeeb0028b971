using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace Whatai.Client;

/// <summary>Values by their names, that are read as both where the table is shown as one text, as in a CSV.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="values">The values.</param>
public sealed class NamedValues<T>(IDictionary<string, T> values) : ReadOnlyDictionary<string, T>(values)
{
    internal static readonly NamedValues<T> None = new(new Dictionary<string, T>());

    /// <summary>The names and values.</summary>
    /// <returns>Such as <c>size = 1024; seed = 7</c>; empty where there are none.</returns>
    public override string ToString() => string.Join("; ", this.Select(static pair => FormattableString.Invariant($"{pair.Key} = {pair.Value}")));
}

/// <summary>Makes <see cref="NamedValues{T}"/> of any table.</summary>
public static class NamedValues
{
    /// <summary>The values as a table that is read as names and values.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="values">The values.</param>
    /// <returns>The table.</returns>
    public static IReadOnlyDictionary<string, T> Of<T>(IReadOnlyDictionary<string, T> values) =>
        values as NamedValues<T> ?? (values.Count == 0 ? NamedValues<T>.None : new NamedValues<T>(values as IDictionary<string, T> ?? values.ToDictionary(static pair => pair.Key, static pair => pair.Value)));
}
