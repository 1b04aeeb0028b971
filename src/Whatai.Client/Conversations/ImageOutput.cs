using System;
using Whatai.Client.Http;

namespace Whatai.Client.Conversations;

/// <summary>Which conversations make images: those are billed by the piece, and never repeated once they may have run.</summary>
public static class ImageOutput
{
    // Models made for images make them unasked; their names say so in every seed document.
    private static readonly string[] s_imageModels = ["image", "banana", "dall-e", "flux", "recraft"];
    private static readonly string[] s_imageWords = ["\"IMAGE\"", "\"image\"", "image_generation"];

    /// <summary>Whether a request asks for images, by its members, its model, or the extra members of the call.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <returns>True where it does, as far as can be told.</returns>
    public static bool IsRequested(ModelRequest request, CallOptions? options = null) =>
        request.AsksForImages
        || Array.Exists(s_imageModels, word => request.Model.Contains(word, StringComparison.OrdinalIgnoreCase))
        || (options?.ExtraBody?.ToJsonString() is string extra && Array.Exists(s_imageWords, word => extra.Contains(word, StringComparison.Ordinal)));

    internal static RequestCost Cost(this ModelRequest request, CallOptions? options) => IsRequested(request, options) ? RequestCost.Media : RequestCost.Chat;
}
