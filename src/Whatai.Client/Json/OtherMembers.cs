using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Members of one piece that its reader does not know or need, to be kept. Those that are null say nothing.</summary>
internal sealed class OtherMembers
{
    private const int MostNames = 32;

    private readonly List<(string Name, JsonSlice Value)> _members = [];

    // Each piece of a stream has the same ones.
    private readonly List<(byte[] Utf8, string Name)> _names = [];

    public int Count => _members.Count;

    public (string Name, JsonSlice Value) this[int index] => _members[index];

    public void Add(string name, JsonSlice value) => _members.Add((name, value));

    public void Clear() => _members.Clear();

    /// <summary>Takes the member at whose name the reader stands.</summary>
    /// <param name="reader">A reader of the whole of <paramref name="json"/>.</param>
    /// <param name="json">The JSON.</param>
    /// <returns>The value; empty where it is null.</returns>
    public JsonSlice Read(ref Utf8JsonReader reader, byte[] json)
    {
        string name = ReadName(ref reader);
        reader.Read();
        bool isNull = reader.TokenType == JsonTokenType.Null;
        var value = JsonSlice.Take(ref reader, json);
        if (isNull)
        {
            return default;
        }

        _members.Add((name, value));
        return value;
    }

    private string ReadName(ref Utf8JsonReader reader)
    {
        foreach ((byte[] utf8, string known) in _names)
        {
            if (reader.TextIs(utf8))
            {
                return known;
            }
        }

        string name = LenientText.Read(ref reader) ?? string.Empty;
        if (_names.Count < MostNames)
        {
            _names.Add((Encoding.UTF8.GetBytes(name), name));
        }

        return name;
    }
}
