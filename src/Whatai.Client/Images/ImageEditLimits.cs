using System;
using Whatai.Client.Errors;
using Whatai.Client.Media;

namespace Whatai.Client.Images;

/// <summary>What seed document 004 (as OpenAI's reference) says of images to edit, checked before anything is sent and paid for.</summary>
internal static class ImageEditLimits
{
    private const long Megabyte = 1024 * 1024;
    // OpenAI's newer reference; the older one, which seed document 004 follows, said 25.
    private const long GptImage = 50 * Megabyte;
    private const long Small = 4 * Megabyte;

    /// <exception cref="UnfitImageException">An image can't be sent; the message names it and says why.</exception>
    public static void Check(ImageEditRequest request)
    {
        if (request.Image.Moderation is not null || request.Image.Style is not null)
        {
            string member = request.Image.Moderation is not null ? "moderation" : "style";
            throw new LocalizableMessage("EditsHaveNone", $"The route of edits has no {member}; the one of generations has. Leave it out, or send the gateway's own member by the extra body.").ToArgumentException();
        }

        bool isDallE = request.Image.Model.StartsWith("dall-e-2", StringComparison.OrdinalIgnoreCase);
        bool isGpt = request.Image.Model.StartsWith("gpt-image", StringComparison.OrdinalIgnoreCase);
        if (isDallE && request.Images.Count > 1)
        {
            throw new LocalizableMessage("EditsOneImage", $"{request.Image.Model} edits one image at a time, and {request.Images.Count} were given.").ToArgumentException();
        }

        foreach (ImageUpload image in request.Images)
        {
            byte[] head = ImageUploads.Head(image);
            string? type = MediaTypes.Detect(head);
            if (type?.StartsWith("image/", StringComparison.Ordinal) != true)
            {
                throw new LocalizableMessage("EditNotAnImage", $"'{image}' is not an image by its content.").Unfit(image);
            }

            if (isGpt && type is not ("image/png" or "image/jpeg" or "image/webp"))
            {
                throw new LocalizableMessage("EditTypes", $"'{image}' is {type}; {request.Image.Model} takes PNG, JPEG and WEBP.").Unfit(image);
            }

            if (isGpt)
            {
                ThrowIfNotBelow(GptImage, image, ImageFor(request.Image.Model));
            }

            if (isDallE)
            {
                ThrowIfNotSmallSquare(image, head, type, request.Image.Model);
            }
        }

        if (request.Mask is ImageUpload mask)
        {
            CheckMask(mask, request.Images[0]);
        }
    }

    private static void ThrowIfNotSmallSquare(ImageUpload image, byte[] head, string type, string model)
    {
        if (type != "image/png")
        {
            throw new LocalizableMessage("EditPng", $"'{image}' is {type}; {model} takes PNG.").Unfit(image);
        }

        ThrowIfNotBelow(Small, image, ImageFor(model));
        if (ImageHeader.ReadSize(head) is (int Width, int Height) size && size.Width != size.Height)
        {
            throw new LocalizableMessage("EditSquare", $"'{image}' is {size.Width}x{size.Height}; {model} takes a square image.").Unfit(image);
        }
    }

    private static void CheckMask(ImageUpload mask, ImageUpload image)
    {
        byte[] head = ImageUploads.Head(mask);
        if (MediaTypes.Detect(head) != "image/png")
        {
            throw new LocalizableMessage("MaskNotPng", $"The mask '{mask}' is not a PNG.").Unfit(mask);
        }

        ThrowIfNotBelow(Small, mask, new LocalizableMessage("AMask", $"a mask"));
        if (!ImageUploads.HasAlpha(head))
        {
            throw new LocalizableMessage("MaskOpaque", $"The mask '{mask}' has no transparency; where it is transparent, the image may change.").Unfit(mask);
        }

        (int Width, int Height)? size = ImageHeader.ReadSize(ImageUploads.Head(image));
        (int Width, int Height)? maskSize = ImageHeader.ReadSize(head);
        if (size is not null && maskSize is not null && size != maskSize)
        {
            throw new LocalizableMessage("MaskSize", $"The mask '{mask}' is {maskSize.Value.Width}x{maskSize.Value.Height}, and '{image}' is {size.Value.Width}x{size.Value.Height}; they must be of one size.").Unfit(mask);
        }
    }

    private static LocalizableMessage ImageFor(string model) => new("AnImageFor", $"an image for {model}");

    private static void ThrowIfNotBelow(long limit, ImageUpload upload, LocalizableMessage what)
    {
        long length = ImageUploads.Length(upload);
        if (length >= limit)
        {
            throw new LocalizableMessage("EditTooLong", $"'{upload}' has {(double)length / Megabyte:0.0} MB; {what} must be smaller than {limit / Megabyte} MB.").Unfit(upload);
        }
    }

    private static UnfitImageException Unfit(this LocalizableMessage text, ImageUpload image) => text.AttachTo(new UnfitImageException(image, text.ToString()));
}
