using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Json;

/// <summary>A page of a list as OpenAI has it: <c>after</c>, <c>limit</c> (1 to 100, 20 where it is not given) and <c>order</c> (asc where it is not given).</summary>
internal static class ListPage
{
    private const int MaxLimit = 100;

    /// <summary>The page that a query asks for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="items">All items, the oldest first.</param>
    /// <param name="id">The id of an item.</param>
    /// <param name="write">Writes an item.</param>
    /// <exception cref="ApiErrorException">400 that names the parameter.</exception>
    internal static byte[] Write<T>(QueryString query, IEnumerable<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        string text = query.Value("limit") ?? "20";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit is < 1 or > MaxLimit)
        {
            throw ApiErrorException.BadParameter("limit", FormattableString.Invariant($"Invalid 'limit': expected an integer from 1 to {MaxLimit}, got {text}."));
        }

        string order = query.Value("order") ?? "asc";
        if (order is not ("asc" or "desc"))
        {
            throw ApiErrorException.BadParameter("order", $"Invalid value: '{order}'. Supported values are: 'asc' and 'desc'.");
        }

        List<T> all = [.. order == "asc" ? items : items.Reverse()];
        int start = query.Value("after") is { } after ? all.FindIndex(item => id(item) == after) + 1 : 0;
        T[] page = [.. all.Skip(start).Take(limit)];
        return JsonBytes.Object(w =>
        {
            w.WriteString("object", "list");
            w.WriteStartArray("data");
            foreach (T item in page)
            {
                write(w, item);
            }

            w.WriteEndArray();
            w.WriteString("first_id", page.Length == 0 ? string.Empty : id(page[0]));
            w.WriteString("last_id", page.Length == 0 ? string.Empty : id(page[page.Length - 1]));
            w.WriteBoolean("has_more", start + page.Length < all.Count);
        });
    }
}
