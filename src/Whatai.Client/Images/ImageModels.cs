using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Images;

/// <summary>The ways to have an image made.</summary>
public enum ImageRoute
{
    /// <summary><c>POST /v1/images/generations</c> and <c>/v1/images/edits</c>.</summary>
    Images,

    /// <summary><c>POST /v1/chat/completions</c>: the prompt is a message, the image comes with the answer.</summary>
    Chat,

    /// <summary><c>POST /v1beta/models/{model}:generateContent</c>.</summary>
    Gemini,
}

/// <summary>What is known of a model that makes images: the seed documents' tables (004) and OpenAI's reference.</summary>
/// <param name="Pattern">The model's id; <c>*</c> at its end stands for any rest.</param>
/// <param name="Route">The route that serves it.</param>
/// <param name="Takes">The optional members that it takes, by their names in <see cref="ImageRequest"/> and <see cref="ImageEditRequest"/>.</param>
public sealed record ImageModel(string Pattern, ImageRoute Route, IReadOnlyList<string> Takes)
{
    /// <summary>The sizes that it makes, as <see cref="ImageRequest.Size"/> names them; empty where it takes none, or any.</summary>
    public IReadOnlyList<string> Sizes { get; init; } = [];

    /// <summary>The pattern.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Pattern;
}

/// <summary>The table that decides which route serves a model, and what a model can't take. Models that are not in it are passed through.</summary>
public static class ImageModels
{
    /// <summary>The table; the first row that fits counts.</summary>
    public static IReadOnlyList<ImageModel> All { get; } =
    [
        new("nano-banana-2*", ImageRoute.Images, ["AspectRatio", "ImageSize", "ReferenceImage", "ResponseFormat"]),
        new("nano-banana*", ImageRoute.Images, ["AspectRatio", "ReferenceImage", "ResponseFormat"]),
        new("gpt-image*", ImageRoute.Images, ["Size", "Quality", "Background", "Moderation", "OutputFormat", "OutputCompression", "Count", "User", "Mask", "InputFidelity", "Stream"]) { Sizes = ["auto", "1024x1024", "1536x1024", "1024x1536"] },
        new("dall-e-3*", ImageRoute.Images, ["Size", "Quality", "Style", "ResponseFormat", "User"]) { Sizes = ["1024x1024", "1792x1024", "1024x1792"] },
        new("dall-e-2*", ImageRoute.Images, ["Size", "Count", "ResponseFormat", "User", "Mask"]) { Sizes = ["256x256", "512x512", "1024x1024"] },
        new("flux-kontext*", ImageRoute.Images, ["AspectRatio", "Seed", "Count"]),
        new("recraftv3*", ImageRoute.Chat, []),
        new("gemini-2.5-flash-image-preview*", ImageRoute.Chat, ["ReferenceImage", "Seed"]),
        new("gemini-2.5-flash-image*", ImageRoute.Gemini, ["AspectRatio", "ReferenceImage"]),
        new("gemini-3*-image*", ImageRoute.Gemini, ["AspectRatio", "ImageSize", "ReferenceImage"]),
    ];

    /// <summary>The row of a model.</summary>
    /// <param name="model">The model's id.</param>
    /// <returns>Null where it is not in the table.</returns>
    public static ImageModel? Find(string model) => All.FirstOrDefault(known => Fits(known.Pattern, model));

    /// <summary>The route of a model; the images route where it is not known.</summary>
    /// <param name="model">The model's id.</param>
    /// <returns>The route.</returns>
    public static ImageRoute RouteOf(string model) => Find(model)?.Route ?? ImageRoute.Images;

    /// <summary>As how many calls sites count a request for images, where the model has a price for calls (new-api).</summary>
    /// <param name="request">The request.</param>
    /// <returns>The size.</returns>
    public static CallSize SizeOf(ImageRequest request)
    {
        if ((request ?? throw new ArgumentNullException(nameof(request))).Route != ImageRoute.Images)
        {
            return CallSize.One;
        }

        bool isHd = request.Model == "dall-e-3" && string.Equals(request.Quality, "hd", StringComparison.OrdinalIgnoreCase);
        decimal each = !request.Model.StartsWith("dall-e", StringComparison.Ordinal) ? 1 : request.Size switch
        {
            "256x256" => 0.4m,
            "512x512" => 0.45m,
            "1024x1792" or "1792x1024" => isHd ? 3 : 2,
            _ => isHd ? 2 : 1,
        };
        return new CallSize(each * (request.Count ?? 1));
    }

    /// <summary>What a model is asked for that it does not take.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="members">The members that the request sets.</param>
    /// <returns>The members, each with the models that do take it; empty for a model that is not known.</returns>
    public static IReadOnlyList<(string Member, IReadOnlyList<string> TakenBy)> Refuse(string model, IEnumerable<string> members)
    {
        ImageModel? known = Find(model);
        return known is null
            ? []
            : [.. members.Where(member => !known.Takes.Contains(member)).Select(member => (member, TakersOf(member)))];
    }

    private static IReadOnlyList<string> TakersOf(string member) => [.. All.Where(known => known.Takes.Contains(member)).Select(known => known.Pattern)];

    private static bool Fits(string pattern, string model)
    {
        string[] pieces = pattern.Split('*');
        if (!model.StartsWith(pieces[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        int at = pieces[0].Length;
        foreach (string piece in pieces.Skip(1))
        {
            int found = model.IndexOf(piece, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return pieces.Length > 1 || at == model.Length;
    }
}
