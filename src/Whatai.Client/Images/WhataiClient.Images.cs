using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Images;

namespace Whatai.Client;

/// <content>Images of answers.</content>
public sealed partial class WhataiClient
{
    /// <summary>Gives an image's bytes, fetching them where only an address came. The key is not sent there.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The image file.</returns>
    /// <exception cref="WhataiException">The image could not be fetched, or what came is no image.</exception>
    public async Task<byte[]> GetImageBytesAsync(WhataiImage image, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (image.Bytes is not null)
        {
            return image.Bytes;
        }

        var request = new ApiRequest(HttpMethod.Get, string.Empty, RequestCost.Free) { MediaUri = image.Url, Accept = "image/*" };
        ApiAnswer answer = await _sender.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        return MediaTypes.Detect(answer.Body)?.StartsWith("image/", StringComparison.Ordinal) == true
            ? answer.Body
            : throw ApiFailures.NotMedia("an image", answer.Body, answer.Facts);
    }

    /// <summary>Writes an image to a file; one of which only an address came is fetched as <see cref="SaveFileAsync"/> does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The file.</returns>
    /// <exception cref="WhataiException">The image could not be fetched, or what came is no image.</exception>
    /// <exception cref="FileExistsException">It is there, and must not be replaced.</exception>
    /// <exception cref="System.IO.IOException">It could not be written.</exception>
    public Task<SavedFile> SaveImageAsync(WhataiImage image, FileTarget target, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        image.Bytes is byte[] content
            ? WriteFileAsync(content, target, cancellationToken)
            : SaveFileAsync(image.Url!, target with { Kind = "image" }, options, cancellationToken);
}
