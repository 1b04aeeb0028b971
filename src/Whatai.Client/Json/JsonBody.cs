using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whatai.Client.Json;

/// <summary>Writes request bodies.</summary>
internal static class JsonBody
{
    // Chinese stays as it is (the encoder escapes emoji all the same): half the bytes, and a readable -Debug. The body is
    // never put into HTML.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a body and merges the caller's extra members into it.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write, JsonObject? extra)
    {
        byte[] body = Write(write);
        return extra is null || extra.Count == 0 ? body : Merge(body, extra);
    }

    /// <summary>Merges extra members into a body that is a JSON object.</summary>
    public static byte[] Merge(byte[] body, JsonObject extra)
    {
        JsonObject merged = JsonNode.Parse(body)!.AsObject();
        Merge(merged, extra);
        return Write(writer => merged.WriteTo(writer));
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private static void Merge(JsonObject target, JsonObject extra)
    {
        foreach (KeyValuePair<string, JsonNode?> member in extra)
        {
            if (member.Value is JsonObject inner && target[member.Key] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else if (member.Value is null && target[member.Key] is not null)
            {
                target.Remove(member.Key);
            }
            else
            {
                target[member.Key] = member.Value?.DeepClone();
            }
        }
    }
}
