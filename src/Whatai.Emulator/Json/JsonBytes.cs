using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Whatai.Emulator.Json;

/// <summary>JSON written by explicit calls, without reflection.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = RawJsonEncoder.Instance, SkipValidation = true };

    /// <summary>One object, whose members <paramref name="members"/> writes.</summary>
    internal static byte[] Object(Action<Utf8JsonWriter> members) => Value(w =>
    {
        w.WriteStartObject();
        members(w);
        w.WriteEndObject();
    });

    /// <summary>One value of any kind, which <paramref name="value"/> writes.</summary>
    internal static byte[] Value(Action<Utf8JsonWriter> value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            value(writer);
        }

        return stream.ToArray();
    }

    internal static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    /// <summary>The content of a JSON string: escaped, without its quotes.</summary>
    internal static ReadOnlySpan<byte> Escaped(string text) => JsonEncodedText.Encode(text, RawJsonEncoder.Instance).EncodedUtf8Bytes;

    /// <summary>Writes a member that is an object.</summary>
    internal static void Object(this Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject(name);
        members(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes a member that is a list of objects.</summary>
    internal static void Objects<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> members)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            members(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
