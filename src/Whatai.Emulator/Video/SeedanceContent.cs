using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>The content of a Seedance request, validated as Ark validates it.</summary>
internal sealed class SeedanceContent
{
    private const int MaxReferenceImages = 9;
    private const int MaxOther = 3;
    private const int MaxImageBytes = 30 * 1024 * 1024;

    private readonly List<(string Kind, string Role, string Url)> _media = [];

    internal string Text { get; private set; } = string.Empty;

    /// <summary>The task of the draft that the video is made from; null for none.</summary>
    internal string? DraftTask { get; private set; }

    internal bool HasImages => _media.Any(m => m.Kind == "image_url");

    internal bool HasReferences => _media.Any(m => m.Role.StartsWith("reference_", StringComparison.Ordinal));

    /// <summary>The first frame's size, where it was sent as bytes.</summary>
    internal ImageInfo? FirstFrame
        => _media.Find(m => m.Kind == "image_url" && m.Role is "" or "first_frame").Url is { } url && DataUri.Is(url) && DataUri.Read(url) is { } data
            ? ImageInfo.Read(data.Bytes)
            : null;

    internal static SeedanceContent Read(JsonElement root, string model)
    {
        if (JsonMembers.Find(root, "content", JsonValueKind.Array) is not { } items || items.GetArrayLength() == 0)
        {
            throw ArkErrors.Missing("content");
        }

        var content = new SeedanceContent();
        int index = 0;
        foreach (JsonElement item in items.EnumerateArray())
        {
            content.Add(item, $"content[{index++}]");
        }

        content.Check(model);
        return content;
    }

    private void Add(JsonElement item, string param)
    {
        string type = item.ValueKind == JsonValueKind.Object ? JsonMembers.String(item, "type") ?? string.Empty : string.Empty;
        switch (type)
        {
            case "text":
                Text += (Text.Length > 0 ? "\n" : string.Empty) + (JsonMembers.String(item, "text") ?? throw ArkErrors.Missing(param + ".text"));
                break;
            case "image_url" or "video_url" or "audio_url":
                string? url = JsonMembers.Find(item, type, JsonValueKind.Object) is { } holder ? JsonMembers.String(holder, "url") : null;
                string role = JsonMembers.String(item, "role") ?? string.Empty;
                CheckUrl(type, url ?? throw ArkErrors.Missing($"{param}.{type}.url"), $"{param}.{type}");
                string[] roles = type == "image_url" ? ["", "first_frame", "last_frame", "reference_image"] : ["reference_" + type.Substring(0, 5)];
                if (!roles.Contains(role))
                {
                    throw ArkErrors.Invalid(param + ".role", $"a {type} can not be '{role}'");
                }

                _media.Add((type, role, url));
                break;
            case "draft_task":
                DraftTask = JsonMembers.Find(item, type, JsonValueKind.Object) is { } draft && JsonMembers.String(draft, "id") is { Length: > 0 } id
                    ? id : throw ArkErrors.Missing(param + ".draft_task.id");
                break;
            default:
                throw ArkErrors.Invalid(param + ".type", $"'{type}' is not one of text, image_url, video_url, audio_url, draft_task");
        }
    }

    private static void CheckUrl(string type, string url, string param)
    {
        if (!DataUri.Is(url))
        {
            bool isAddress = Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "asset";
            if (!isAddress)
            {
                throw ArkErrors.Invalid(param, "it is neither an address nor a data URI");
            }

            return;
        }

        string kind = type.Substring(0, 5) + "/";
        if (DataUri.Read(url) is not { } data || !data.MimeType.StartsWith(kind, StringComparison.Ordinal) || data.Bytes.Length == 0)
        {
            throw ArkErrors.Invalid(param, $"it is not base64 of {kind}*");
        }

        if (type == "image_url" && (data.Bytes.Length >= MaxImageBytes || ImageInfo.Read(data.Bytes) is null))
        {
            throw ArkErrors.Invalid(param, "it is no image of less than 30 MB");
        }
    }

    private void Check(string model)
    {
        int Count(string role) => _media.Count(m => m.Role == role);
        int first = Count("first_frame") + Count("");
        int last = Count("last_frame");
        if (first > 1 || last > 1 || (last == 1 && Count("first_frame") == 0))
        {
            throw ArkErrors.Invalid("content", "there may be one first_frame, and a last_frame with it");
        }

        if (HasReferences && first + last > 0)
        {
            throw ArkErrors.Invalid("content", "first/last frame content can not be mixed with reference media content");
        }

        if (Count("reference_image") > MaxReferenceImages || Count("reference_video") > MaxOther || Count("reference_audio") > MaxOther)
        {
            throw ArkErrors.Invalid("content", $"there may be at most {MaxReferenceImages} reference images, {MaxOther} videos and {MaxOther} audios");
        }

        if (Count("reference_audio") > 0 && Count("reference_image") + Count("reference_video") == 0)
        {
            throw ArkErrors.Invalid("content", "audio can not be the only reference");
        }

        if (model.ContainsIgnoreCase("t2v") && _media.Count > 0)
        {
            throw ArkErrors.Invalid("content", $"the model {model} takes text only");
        }

        if (DraftTask is not null)
        {
            return;
        }

        if (_media.Count == 0 && (model.ContainsIgnoreCase("i2v") || Text.Trim().Length == 0))
        {
            throw ArkErrors.Missing(model.ContainsIgnoreCase("i2v") ? "content[].image_url" : "content[].text");
        }
    }
}
