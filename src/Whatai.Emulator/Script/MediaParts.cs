using System;
using System.Linq;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Script;

/// <summary>Inspects the images and videos of a request, and rejects those that a gateway rejects.</summary>
internal static class MediaParts
{
    private static readonly string[] s_details = ["auto", "low", "high"];

    /// <summary>The requested detail, validated; <c>auto</c> when there is none.</summary>
    internal static string Detail(string? given, string at)
        => given is null ? s_details[0]
            : s_details.Contains(given, StringComparer.Ordinal) ? given
            : throw ApiErrorException.BadParameter(at, $"Invalid value: '{given}'. Supported values are: {string.Join(", ", s_details)}.");

    /// <summary>Summarizes a URL or data URI.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="kind">The kind of a URL whose extension does not tell.</param>
    /// <param name="detail">The detail of an image.</param>
    /// <param name="at">The member that errors name.</param>
    internal static MediaSummary Url(string url, string kind, string detail, string at)
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
            ? MediaSummary.Hosted(uri, kind)
            : throw ApiErrorException.BadParameter(
                at, $"Invalid '{at}': expected a base64-encoded data URI or an http(s) URL.", "invalid_image_url");
    }

    /// <summary>Summarizes the bytes of an image or a video; null when they are neither, or do not match the type.</summary>
    internal static MediaSummary? Bytes(string mimeType, byte[] bytes, string detail)
        => mimeType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? MediaSummary.Video(mimeType, bytes.Length)
            : mimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && ImageInfo.Read(bytes) is { } image
                ? MediaSummary.Image(image, bytes.Length, detail)
                : null;
}
