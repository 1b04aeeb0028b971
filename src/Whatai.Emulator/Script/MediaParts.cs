using System;
using System.Linq;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Script;

/// <summary>Looks at the images and videos of a request, and refuses those that a gateway refuses.</summary>
internal static class MediaParts
{
    private static readonly string[] s_details = ["auto", "low", "high"];

    /// <summary>The detail that was asked for, checked; <c>auto</c> when none was.</summary>
    internal static string Detail(string? given, string at)
        => given is null ? s_details[0]
            : s_details.Contains(given, StringComparer.Ordinal) ? given
            : throw ApiErrorException.BadParameter(at, $"Invalid value: '{given}'. Supported values are: {string.Join(", ", s_details)}.");

    /// <summary>What a URL or data URI shows.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="kind">What a URL is taken for that does not say by its extension.</param>
    /// <param name="detail">The detail of an image.</param>
    /// <param name="at">The member that is blamed.</param>
    internal static MediaNote Url(string url, string kind, string detail, string at)
    {
        if (DataUri.Is(url))
        {
            DataUri data = DataUri.Read(url)
                ?? throw ApiErrorException.BadParameter(at, $"Invalid base64 image_url in '{at}'.", "invalid_base64");
            return Bytes(data.MimeType, data.Bytes, detail)
                ?? throw ApiErrorException.BadParameter(
                    at,
                    "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
                    "invalid_image_format");
        }

        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? MediaNote.Hosted(uri, kind)
            : throw ApiErrorException.BadParameter(
                at, $"Invalid '{at}': expected a base64-encoded data URI or an http(s) URL.", "invalid_image_url");
    }

    /// <summary>What the bytes of an image or a video show; null when they are neither, or not what they are said to be.</summary>
    internal static MediaNote? Bytes(string mimeType, byte[] bytes, string detail)
        => mimeType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? MediaNote.Video(mimeType, bytes.Length)
            : mimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && ImageInfo.Read(bytes) is { } image
                ? MediaNote.Image(image, bytes.Length, detail)
                : null;
}
