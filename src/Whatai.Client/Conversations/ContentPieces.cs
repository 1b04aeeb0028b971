using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>
/// What a <c>content</c> or a reasoning member says that is not plain text: lists of parts, one part, lists of texts, or the object that
/// was asked for instead of its JSON. Gateways write them in many ways.
/// </summary>
internal sealed class ContentPieces
{
    private static readonly string[] s_textTypes = ["text", "output_text", "input_text", "summary_text"];
    private static readonly string[] s_thoughtTypes = ["thinking", "reasoning", "reasoning_text", "reasoning.text", "reasoning.summary", "thought"];
    private static readonly string[] s_silentTypes = ["image_url", "image", "reference", "redacted_thinking", "reasoning.encrypted"];
    private static readonly string[] s_imageNames = ["image_url", "url", "b64_json", "image", "base64", "data", "source"];
    private static readonly string[] s_textNames = ["text", "content", "value", "output_text"];
    private static readonly string[] s_thoughtNames = ["thinking", "reasoning", "reasoning_content", "text", "summary", "content"];

    private JoinedText? _text;
    private JoinedText? _reasoning;
    private bool _isPiece;

    public string? Text => _text?.ToString();

    public string? Reasoning => _reasoning?.ToString();

    public string? Refusal { get; private set; }

    /// <summary>Addresses and data URIs.</summary>
    public List<string>? Images { get; private set; }

    /// <summary>Whether there is more than text, so that a text alone would not say it all.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Reads the content of an answer.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isPiece">Whether it is a piece of one, at whose ends may be half a character.</param>
    public static ContentPieces Read(JsonElement content, bool isPiece = false)
    {
        var pieces = new ContentPieces { _isPiece = isPiece };
        switch (content.ValueKind)
        {
            case JsonValueKind.Object:
                // Models that were asked for an object have had it parsed on the way.
                if ((LenientJson.Text(content, "type") is null || !pieces.AddPart(content)) && HasMembers(content))
                {
                    pieces.AddText(LenientJson.Compact(content));
                }

                break;
            case JsonValueKind.Array:
                bool any = false;
                foreach (JsonElement item in content.EnumerateArray())
                {
                    any |= item.ValueKind == JsonValueKind.Object ? pieces.AddPart(item) : pieces.AddTexts(item);
                }

                if (!any && content.GetArrayLength() > 0 && content[0].ValueKind is JsonValueKind.Object or JsonValueKind.Number)
                {
                    pieces.AddText(LenientJson.Compact(content));
                }

                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                pieces.AddText(content.GetRawText());
                break;
            default:
                pieces.AddTexts(content);
                break;
        }

        return pieces;
    }

    /// <summary>Reads one part of a content.</summary>
    public static ContentPieces ReadPart(JsonElement part)
    {
        var pieces = new ContentPieces();
        pieces.AddTexts(part);
        return pieces;
    }

    /// <summary>Reads what a member that is reasoning by its name says; null where that is nothing.</summary>
    public static string? ReadReasoning(JsonElement reasoning, bool isPiece = false)
    {
        var pieces = new ContentPieces { _isPiece = isPiece };
        pieces.AddThought(reasoning);
        return pieces.Reasoning;
    }

    /// <summary>The address or the data of an image: an object with <c>image_url</c>, which is an object with <c>url</c> or the address itself, or one of an image's other names.</summary>
    /// <param name="part">A part of content, or an element of <c>images</c>.</param>
    /// <param name="isImage">Whether it is known to be an image, so that names that others have, too, count.</param>
    public static string? ImageAddress(JsonElement part, bool isImage = false)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            return isImage ? LenientText.Read(part) : null;
        }

        if (part.ValueKind == JsonValueKind.Object)
        {
            isImage |= LenientJson.Text(part, "type") is "image" or "image_url" or "output_image" or "input_image";
            foreach (string name in s_imageNames)
            {
                if (part.TryGetProperty(name, out JsonElement image) && ImageAddress(image, isImage: true) is { Length: > 0 } address)
                {
                    return address;
                }

                if (!isImage)
                {
                    // The first name is an image's alone.
                    break;
                }
            }
        }

        return null;
    }

    // Returns whether it is a part at all.
    private bool AddPart(JsonElement part)
    {
        string? type = LenientJson.Text(part, "type");
        if (ImageAddress(part) is string address)
        {
            (Images ??= []).Add(address);
            return HasMore = true;
        }

        if (IsThought(part, type))
        {
            HasMore = true;
            AddThought(part);
            return true;
        }

        if (type is "refusal" or null && LenientJson.Text(part, "refusal") is string refusal)
        {
            Refusal += refusal;
            return HasMore = true;
        }

        bool isText = type is null || Array.IndexOf(s_textTypes, type) >= 0;
        HasMore |= !isText || (part.TryGetProperty("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Array && annotations.GetArrayLength() > 0);
        foreach (string name in s_textNames)
        {
            if (part.TryGetProperty(name, out JsonElement value) && AddTexts(value))
            {
                return true;
            }
        }

        return (type is not null && isText) || Array.IndexOf(s_silentTypes, type) >= 0;
    }

    private bool AddTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                AddText(LenientText.Read(value, _isPiece)!);
                return true;
            case JsonValueKind.Object:
                return AddPart(value);
            case JsonValueKind.Array:
                bool any = false;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    any |= AddTexts(item);
                }

                return any;
            default:
                return false;
        }
    }

    private void AddThought(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                (_reasoning ??= new JoinedText()).Append(LenientText.Read(value, _isPiece));
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    AddThought(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (string name in s_thoughtNames)
                {
                    if (value.TryGetProperty(name, out JsonElement inner) && inner.ValueKind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object)
                    {
                        AddThought(inner);
                        return;
                    }
                }

                break;
        }
    }

    private void AddText(string text) => (_text ??= new JoinedText()).Append(text);

    private static bool IsThought(JsonElement part, string? type) =>
        (type is not null && Array.IndexOf(s_thoughtTypes, type) >= 0) || (part.TryGetProperty("thought", out JsonElement flag) && flag.ValueKind == JsonValueKind.True);

    private static bool HasMembers(JsonElement value)
    {
        using JsonElement.ObjectEnumerator members = value.EnumerateObject();
        return members.MoveNext();
    }
}
