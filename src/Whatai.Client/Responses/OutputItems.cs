using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>
/// The items of a streamed output as far as they have come. An item has a place and an id; but some gateways give all items the same
/// place, or each event another id.
/// </summary>
internal sealed class OutputItems
{
    private readonly List<OutputItem> _items = [];

    // Nearly every event belongs to the same item as the one before.
    private OutputItem? _last;

    public int Count => _items.Count;

    /// <summary>How many different calls have begun.</summary>
    public int CallCount => _items.Select(static item => item.CallId).OfType<string>().Distinct().Count();

    /// <summary>The items by their places, those of one place as they came.</summary>
    public IEnumerable<OutputItem> Ordered => _items.OrderBy(static item => item.Index);

    /// <summary>The item that an event belongs to.</summary>
    public OutputItem Get(ResponseEvent piece)
    {
        OutputItem item = _last is not null && IsLast(_last, piece) ? _last
            : ById(piece) ?? ByPlace(piece.OutputIndex)
            ?? Add(piece.OutputIndex ?? (_items.Count == 0 ? 0 : _items.Max(static known => known.Index) + 1));
        item.Id ??= piece.ItemId;
        return _last = item;
    }

    /// <summary>The item that an event brings, bare when it begins and complete when it is done.</summary>
    public OutputItem Keep(ResponseEvent piece, JsonElement json, bool isDone)
    {
        string? id = LenientJson.Text(json, "id");
        string? callId = LenientJson.Text(json, "type") is "function_call" && LenientJson.Text(json, "call_id") is { Length: > 0 } given ? given : null;
        piece.ItemId ??= id;
        OutputItem item = (callId is null ? null : _items.FindLast(known => known.CallId == callId && (piece.OutputIndex ?? known.Index) == known.Index)) ?? Get(piece);
        if (item.Json is not null && IsOther(item, id, callId, isDone))
        {
            item = Add(item.Index);
            item.Id = id;
        }

        item.CallId ??= callId;
        item.Json = json.GetRawText();
        item.IsDone = isDone;
        return _last = item;
    }

    private static bool IsLast(OutputItem last, ResponseEvent piece) =>
        (piece.OutputIndex is not int place || last.Index == place) && (piece.ItemId is null || last.Id is null || last.Id == piece.ItemId);

    // A call is known by its own id; an id of an item that goes on may change.
    private static bool IsOther(OutputItem item, string? id, string? callId, bool isDone) =>
        callId is not null && item.CallId is not null ? callId != item.CallId
        : (item.IsDone || !isDone) && !string.IsNullOrEmpty(id) && !string.IsNullOrEmpty(item.Id) && id != item.Id;

    private OutputItem? ById(ResponseEvent piece) =>
        piece.ItemId is null ? null : _items.FindLast(item => item.Id == piece.ItemId && (piece.OutputIndex ?? item.Index) == item.Index);

    private OutputItem? ByPlace(int? place) =>
        place is null ? null : _items.FindLast(item => item.Index == place && !item.IsDone) ?? _items.FindLast(item => item.Index == place);

    private OutputItem Add(int place)
    {
        var item = new OutputItem(place);
        _items.Add(item);
        return item;
    }
}
