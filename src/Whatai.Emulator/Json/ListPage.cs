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

        return Write([.. order == "asc" ? items : items.Reverse()], limit, query.Value("after"), id, write, noId: string.Empty);
    }

    /// <summary>The page behind an item.</summary>
    /// <param name="all">All items, in the order of the list.</param>
    /// <param name="limit">How many the page has at most.</param>
    /// <param name="after">The id of the item before the page; null for the first page.</param>
    /// <param name="id">The id of an item.</param>
    /// <param name="write">Writes an item.</param>
    /// <param name="noId">What stands for the ids of a page of nothing.</param>
    internal static byte[] Write<T>(List<T> all, int limit, string? after, Func<T, string> id, Action<Utf8JsonWriter, T> write, string? noId = null)
    {
        int start = after is null ? 0 : all.FindIndex(item => id(item) == after) + 1;
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
            w.WriteString("first_id", page.Length == 0 ? noId : id(page[0]));
            w.WriteString("last_id", page.Length == 0 ? noId : id(page[page.Length - 1]));
            w.WriteBoolean("has_more", start + page.Length < all.Count);
        });
    }
}
