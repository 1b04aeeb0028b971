using System;
using System.Text.Json;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Images;

/// <summary>One event of a stream of images, or a whole answer, as it stands on the wire. The data of images is left where it is.</summary>
internal sealed class ImageEvent : WireChunk
{
    private bool _hasImage;

    public string? Type { get; private set; }

    /// <summary>The number of an unfinished image, from 0.</summary>
    public int? PartialIndex { get; private set; }

    /// <summary>Whether it has a finished image, or all of them.</summary>
    public bool IsWhole => _hasImage && !IsPartial;

    /// <summary>Whether it has an unfinished image.</summary>
    public bool IsPartial => _hasImage && (PartialIndex is not null || Type?.EndsWith(".partial_image", StringComparison.Ordinal) == true);

    public override bool IsError => HasError || Type is "error";

    public override bool HasAnswer => _hasImage || Type is not null;

    public static ImageEvent Read(string name, ReadOnlySpan<byte> data, ImageEvent into) => Read(name, data, into, ReadRoot);

    protected override void ClearMembers()
    {
        Type = null;
        PartialIndex = null;
        _hasImage = false;
    }

    private static void ReadRoot(ref Utf8JsonReader reader, ImageEvent into)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("type"u8))
            {
                into.Type = LenientJson.ReadText(ref reader);
            }
            else if (reader.TextIs("partial_image_index"u8))
            {
                into.PartialIndex = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index) ? index : null;
            }
            else if (reader.TextIs("error"u8))
            {
                into.HasError = LenientJson.ReadIsError(ref reader);
            }
            else
            {
                into._hasImage |= reader.TextIs("b64_json"u8) || reader.TextIs("url"u8) || reader.TextIs("data"u8);
                LenientJson.SkipValue(ref reader);
            }
        }
    }
}
