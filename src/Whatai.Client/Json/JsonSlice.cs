using System;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>A value as it stands within the JSON that it came in, uncopied until it is wanted.</summary>
internal readonly record struct JsonSlice(byte[] Json, int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    /// <summary>Whether the value is a list of nothing.</summary>
    public bool IsEmptyList => Length == 2 && Json[Start] == (byte)'[';

    /// <summary>Whether the value is an object of nothing.</summary>
    public bool IsEmptyObject => Length == 2 && Json[Start] == (byte)'{';

    public ReadOnlySpan<byte> Span => Json.AsSpan(Start, Length);

    /// <summary>Reads over the value that begins at the reader's token.</summary>
    /// <param name="reader">A reader of the whole of <paramref name="json"/>.</param>
    /// <param name="json">The JSON.</param>
    public static JsonSlice Take(ref Utf8JsonReader reader, byte[] json)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonSlice(json, start, (int)reader.BytesConsumed - start);
    }

    public JsonDocument Parse() => JsonDocument.Parse(Json.AsMemory(Start, Length));

    /// <summary>The JSON text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsEmpty ? string.Empty : Encoding.UTF8.GetString(Json, Start, Length);
}
