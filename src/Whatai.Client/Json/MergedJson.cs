using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>
/// A value put together from the pieces of a stream: objects are merged, arrays grow, and texts grow where they are pieces. What came in
/// one piece stays exactly as it came.
/// </summary>
/// <param name="joinsText">Whether texts are pieces, as within a <c>delta</c>; elsewhere the last one counts.</param>
internal sealed class MergedJson(bool joinsText)
{
    // What an item is does not come in pieces, though it may be repeated.
    private static readonly string[] s_labels = ["id", "type", "role", "name", "format", "object", "model", "status", "title", "url", "uri", "mime_type"];

    // Items without an index that go on from one piece to the next.
    private static readonly string[] s_growing = ["text", "output_text", "thinking", "reasoning.text", "reasoning.summary", "reasoning_text", "summary_text"];

    private StringBuilder? _text;
    private List<MergedJson>? _items;
    private Dictionary<long, int>? _byIndex;
    private List<string>? _names;
    private Dictionary<string, MergedJson>? _members;
    private JsonElement _other;

    /// <summary>Whether nothing came, or null.</summary>
    public bool IsEmpty => _text is null && _items is null && _members is null && _other.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Whether it is a list of nothing.</summary>
    public bool IsEmptyList => _items is { Count: 0 };

    /// <summary>The text of a text, or of an object's member.</summary>
    public string? Text(string? member = null) => member is null ? _text is null ? null : LenientText.WellFormed(_text.ToString()) : Member(member)?.Text();

    /// <summary>The whole number of an object's member; null where it has none.</summary>
    public long? Count(string member) => Member(member) is { _other: { ValueKind: JsonValueKind.Number } number } && number.TryGetInt64(out long count) ? count : null;

    /// <summary>An object's member; null where there is none.</summary>
    public MergedJson? Member(string name) => _members is not null && _members.TryGetValue(name, out MergedJson? member) ? member : null;

    /// <summary>Reads it as it is by now.</summary>
    public T Read<T>(Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(JsonBody.Write(Write));
        return read(document.RootElement);
    }

    public void Add(JsonSlice piece)
    {
        using JsonDocument document = piece.Parse();
        Add(document.RootElement);
    }

    public void Add(JsonElement piece)
    {
        switch (piece.ValueKind)
        {
            case JsonValueKind.Object:
                BecomeObject();
                foreach (JsonProperty property in piece.EnumerateObject())
                {
                    AddMember(property.Name, property.Value);
                }

                break;
            case JsonValueKind.Array:
                if (_items is null)
                {
                    Clear();
                    _items = [];
                }

                AddItems(piece);
                break;
            case JsonValueKind.String:
                if (_text is null || !joinsText)
                {
                    Clear();
                    _text = new StringBuilder();
                }

                Append(_text, LenientText.Read(piece, isPiece: true) ?? string.Empty);
                break;
            case JsonValueKind.Undefined or JsonValueKind.Null when !IsEmpty:
                break;
            default:
                Clear();
                _other = piece.Clone();
                break;
        }
    }

    /// <summary>Adds a member, as a piece of an object with it alone would.</summary>
    public void AddMember(string name, JsonElement value)
    {
        BecomeObject();
        if (!_members!.TryGetValue(name, out MergedJson? member))
        {
            _names!.Add(name);
            _members[name] = member = new MergedJson(joinsText && Array.IndexOf(s_labels, name) < 0 && !name.EndsWith("_id", StringComparison.Ordinal));
        }

        member.Add(value);
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (_members is not null)
        {
            writer.WriteStartObject();
            WriteMembers(writer, static _ => true);
            writer.WriteEndObject();
        }
        else if (_items is not null)
        {
            writer.WriteStartArray();
            foreach (MergedJson item in _items)
            {
                item.Write(writer);
            }

            writer.WriteEndArray();
        }
        else if (_text is not null)
        {
            writer.WriteStringValue(Text());
        }
        else if (_other.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            _other.WriteTo(writer);
        }
    }

    /// <summary>Writes an object's members into the one that is being written.</summary>
    public void WriteMembers(Utf8JsonWriter writer, Func<string, bool> isWanted)
    {
        foreach (string name in (_names ?? []).Where(isWanted))
        {
            writer.WritePropertyName(name);
            _members![name].Write(writer);
        }
    }

    /// <summary>The names of an object's members.</summary>
    public IReadOnlyList<string> Names => _names ?? [];

    // The same item in two pieces has the same index; without one, a text goes on in the next piece. Items of one piece are items of their own.
    private void AddItems(JsonElement piece)
    {
        int before = _items!.Count;
        bool isFirst = true;
        foreach (JsonElement element in piece.EnumerateArray())
        {
            int at = -1;
            if (element.ValueKind == JsonValueKind.Object && LenientJson.Count(element, "index") is long index)
            {
                _byIndex ??= [];
                at = _byIndex.TryGetValue(index, out int found) && found < before ? found : -1;
                _byIndex[index] = at < 0 ? _items.Count : at;
            }
            else if (isFirst && before > 0 && _items[before - 1].GoesOn(element))
            {
                at = before - 1;
            }

            isFirst = false;
            if (at < 0)
            {
                at = _items.Count;
                _items.Add(new MergedJson(joinsText));
            }

            _items[at].Add(element);
        }
    }

    // A signature ends what it signs.
    private bool GoesOn(JsonElement next) =>
        joinsText && Text("type") is string type && Array.IndexOf(s_growing, type) >= 0 && LenientJson.Text(next, "type") == type
        && string.IsNullOrEmpty(Text("signature"));

    // Pieces of data, such as of a sound, may each be base64 of their own: padding stands at an end alone.
    private static void Append(StringBuilder text, string piece)
    {
        const int Group = 4;
        if (text.Length >= Group && piece.Length > 0 && text[text.Length - 1] == '=' && text.Length % Group == 0
            && Base64Data.Decode(text.ToString(text.Length - Group, Group)) is byte[] tail && Base64Data.Decode(piece) is byte[] next)
        {
            text.Length -= Group;
            text.Append(Convert.ToBase64String([.. tail, .. next]));
        }
        else
        {
            text.Append(piece);
        }
    }

    private void BecomeObject()
    {
        if (_members is null)
        {
            Clear();
            _members = [];
            _names = [];
        }
    }

    private void Clear()
    {
        _text = null;
        _items = null;
        _byIndex = null;
        _names = null;
        _members = null;
        _other = default;
    }
}
