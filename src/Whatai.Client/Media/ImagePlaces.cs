using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Media;

/// <summary>
/// Goes through an answer and takes the images out of the members that hold some: OpenAI's <c>data[].b64_json</c> and <c>data[].url</c>,
/// SiliconFlow's <c>images[]</c>, DashScope's <c>output.results[]</c> and <c>output.choices[].message.content[].image</c>, Imagen's
/// <c>predictions[].bytesBase64Encoded</c>, Stability's <c>artifacts[].base64</c>, and what relays make of these. Other members are
/// passed over, so that an input that is repeated is not taken for an answer.
/// </summary>
internal readonly ref struct ImagePlaces(Uri beside, List<WhataiImage> images)
{
    private enum Place
    {
        None,

        /// <summary>Holds others, and is an image where it is a text that can be nothing else.</summary>
        Container,

        Data,

        Address,

        RevisedPrompt,
    }

    /// <summary>Reads the value that the reader is at.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="isRoot">Whether it is the answer itself, whose own address is not an image's.</param>
    public void Read(ref Utf8JsonReader reader, bool isRoot = false)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, isRoot);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Read(ref reader);
                }

                break;
            case JsonTokenType.String when ReadText(ref reader, Place.Container) is WhataiImage image:
                images.Add(image);
                break;
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, bool isRoot)
    {
        WhataiImage? image = null;
        string? revised = null;
        int first = images.Count;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Place place = PlaceOf(ref reader);
            reader.Read();
            bool isText = reader.TokenType == JsonTokenType.String;
            if (place == Place.RevisedPrompt && isText)
            {
                revised = LenientText.Read(ref reader);
            }
            else if (place is Place.Data or Place.Address && isText && !(isRoot && place == Place.Address))
            {
                // The data is the surer of the two: an address may vanish.
                WhataiImage? found = ReadText(ref reader, place);
                image = image is null ? found : found is null ? image : image.Bytes is null && found.Bytes is not null
                    ? found with { Url = image.Url }
                    : image with { Url = image.Url ?? found.Url };
            }
            else if (place is Place.Container or Place.Data or Place.Address)
            {
                Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (image is not null)
        {
            images.Insert(first, image);
        }

        if (!string.IsNullOrEmpty(revised) && images.Count > first)
        {
            images[first] = images[first] with { RevisedPrompt = revised };
        }
    }

    private WhataiImage? ReadText(ref Utf8JsonReader reader, Place place)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        ReadOnlySpan<byte> start = raw;
        while (!start.IsEmpty && start[0] == ' ')
        {
            start = start.Slice(1);
        }

        if (!IsScheme(start, "http"u8) && Base64Data.Decode(raw) is byte[] bytes && (place == Place.Data || IsScheme(start, "data:"u8) || IsImage(bytes)))
        {
            return Create(bytes);
        }

        WhataiImage? image = LenientText.Read(ref reader) is string address ? ImageFinder.Create(address, place is Place.Data or Place.Address ? beside : null) : null;
        return image?.Bytes is null ? image : Create(image.Bytes);
    }

    private static bool IsScheme(ReadOnlySpan<byte> start, ReadOnlySpan<byte> scheme)
    {
        for (int i = 0; i < scheme.Length; i++)
        {
            if (i >= start.Length || (start[i] | 0x20) != (scheme[i] | 0x20))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsImage(byte[] bytes) => MediaTypes.Detect(bytes)?.StartsWith("image/", StringComparison.Ordinal) == true;

    private static WhataiImage Create(byte[] bytes)
    {
        (int Width, int Height)? size = ImageHeader.ReadSize(bytes);
        return new WhataiImage { Bytes = bytes, MediaType = MediaTypes.Detect(bytes), Width = size?.Width, Height = size?.Height };
    }

    private static Place PlaceOf(ref Utf8JsonReader name) =>
        name.ValueTextEquals("b64_json"u8) || name.ValueTextEquals("b64"u8) || name.ValueTextEquals("base64"u8) || name.ValueTextEquals("b64_image"u8)
            || name.ValueTextEquals("image_b64"u8) || name.ValueTextEquals("image_base64"u8) || name.ValueTextEquals("base64_image"u8)
            || name.ValueTextEquals("bytesBase64Encoded"u8) ? Place.Data
        : name.ValueTextEquals("url"u8) || name.ValueTextEquals("image_url"u8) || name.ValueTextEquals("imageUrl"u8) || name.ValueTextEquals("img_url"u8)
            || name.ValueTextEquals("uri"u8) || name.ValueTextEquals("image"u8) ? Place.Address
        : name.ValueTextEquals("data"u8) || name.ValueTextEquals("images"u8) || name.ValueTextEquals("image_urls"u8) || name.ValueTextEquals("urls"u8)
            || name.ValueTextEquals("results"u8) || name.ValueTextEquals("result"u8) || name.ValueTextEquals("output"u8) || name.ValueTextEquals("outputs"u8)
            || name.ValueTextEquals("artifacts"u8) || name.ValueTextEquals("predictions"u8) || name.ValueTextEquals("choices"u8)
            || name.ValueTextEquals("message"u8) || name.ValueTextEquals("content"u8) ? Place.Container
        : name.ValueTextEquals("revised_prompt"u8) ? Place.RevisedPrompt
        : Place.None;
}
