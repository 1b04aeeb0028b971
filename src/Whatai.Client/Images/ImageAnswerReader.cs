using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Images;

/// <summary>
/// Reads answers with images in them. They may be large: the data is decoded from the received bytes, once, and is left out of
/// the JSON that is kept.
/// </summary>
internal static class ImageAnswerReader
{
    // Short texts are kept as they are; data of an image is never so short.
    private const int LongestKept = 256;

    /// <summary>The images, wherever relays put them; empty where there are none.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="beside">The address that was asked, which relative ones go with.</param>
    public static List<WhataiImage> Read(ReadOnlySpan<byte> json, Uri beside)
    {
        var images = new List<WhataiImage>();
        var reader = new Utf8JsonReader(json);
        try
        {
            if (reader.Read())
            {
                new ImagePlaces(beside, images).Read(ref reader, isRoot: true);
            }
        }
        catch (JsonException)
        {
            // What stood before the damage counts.
        }

        return images;
    }

    /// <summary>The JSON without the data of images.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static string Shortened(ReadOnlySpan<byte> json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                Copy(ref reader, writer);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(LenientText.Read(ref reader)!);
                break;
            case JsonTokenType.String when reader.ValueSpan.Length > LongestKept && IsData(reader.ValueSpan):
                writer.WriteStringValue($"({reader.ValueSpan.Length} characters)");
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(LenientText.Read(ref reader));
                break;
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan);
                break;
        }
    }

    // A text has a blank soon; base64 never has.
    private static bool IsData(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.Slice(0, LongestKept);
        return text.StartsWith("data:image/"u8) || (start.IndexOf((byte)' ') < 0 && !text.StartsWith("http"u8) && IsAscii(start));
    }

    private static bool IsAscii(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value > 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
