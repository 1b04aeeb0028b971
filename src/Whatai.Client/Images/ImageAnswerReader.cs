using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Whatai.Client.Protocol;

namespace Whatai.Client.Images;

/// <summary>
/// Reads answers with images in them. They may be large: the data is decoded from the received bytes, once, and is left out of
/// the JSON that is kept.
/// </summary>
internal static class ImageAnswerReader
{
    // Short texts are kept as they are; data of an image is never so short.
    private const int LongestKept = 256;

    /// <summary>The images of a <c>data</c> array; empty where there are none.</summary>
    public static List<WhataiImage> Read(ReadOnlySpan<byte> json)
    {
        var images = new List<WhataiImage>();
        var reader = new Utf8JsonReader(json);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, images);
            }
        }
        catch (JsonException)
        {
            // What stood before the damage counts.
        }

        return images;
    }

    /// <summary>The JSON without the data of images.</summary>
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

    private static void ReadObject(ref Utf8JsonReader reader, List<WhataiImage> images)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isData && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType == JsonTokenType.StartObject && ReadImage(ref reader) is WhataiImage image)
                    {
                        images.Add(image);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
            else if (isData && reader.TokenType == JsonTokenType.StartObject)
            {
                // Tasks and some relays wrap the answer once more.
                ReadObject(ref reader, images);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static WhataiImage? ReadImage(ref Utf8JsonReader reader)
    {
        WhataiImage? image = null;
        string? revised = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isBase64 = reader.ValueTextEquals("b64_json"u8);
            bool isUrl = reader.ValueTextEquals("url"u8);
            bool isRevised = reader.ValueTextEquals("revised_prompt"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
            }
            else if (isBase64)
            {
                // The data is the surer of the two: an address may vanish.
                image = FromBase64(ref reader) is byte[] bytes ? Create(bytes) with { Url = image?.Url } : image;
            }
            else if (isUrl)
            {
                WhataiImage? found = FromAddress(ref reader);
                image = image is null ? found : image with { Url = found?.Url ?? image.Url };
            }
            else if (isRevised)
            {
                revised = LenientText.Read(ref reader);
            }
        }

        return image is null ? null : image with { RevisedPrompt = string.IsNullOrEmpty(revised) ? null : revised };
    }

    private static WhataiImage Create(byte[] bytes)
    {
        (int Width, int Height)? size = ImageHeader.ReadSize(bytes);
        return new WhataiImage { Bytes = bytes, MediaType = MediaTypes.Detect(bytes), Width = size?.Width, Height = size?.Height };
    }

    private static byte[]? FromBase64(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.StartsWith("data:"u8))
        {
            return FromDataUri(reader.ValueSpan);
        }

        // The reader's own way needs the data twice; it is for what is escaped.
        return Decode(reader.ValueSpan) ?? (reader.ValueSpan.Length > 0 && reader.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null);
    }

    private static WhataiImage? FromAddress(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.StartsWith("data:"u8) && FromDataUri(reader.ValueSpan) is byte[] bytes)
        {
            return Create(bytes);
        }

        WhataiImage? image = LenientText.Read(ref reader) is string address ? ImageFinder.Create(address) : null;
        return image?.Bytes is null ? image : Create(image.Bytes);
    }

    // A slash may be escaped; then the slower way by text takes it.
    private static byte[]? FromDataUri(ReadOnlySpan<byte> uri)
    {
        ReadOnlySpan<byte> mark = ";base64,"u8;
        int start = uri.IndexOf(mark);
        return start < 0 || uri.IndexOf((byte)'\\') >= 0 ? null : Decode(uri.Slice(start + mark.Length));
    }

    private static byte[]? Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4 || data.Length % 4 != 0)
        {
            return null;
        }

        int padding = data.EndsWith("=="u8) ? 2 : data.EndsWith("="u8) ? 1 : 0;
        byte[] bytes = new byte[(data.Length / 4 * 3) - padding];
        return Base64.DecodeFromUtf8(data, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length ? bytes : null;
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
