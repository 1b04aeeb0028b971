using System.Collections.Generic;
using System.Threading;
using Whatai.Client.Http;
using Whatai.Client.Streaming;

namespace Whatai.Client.Images;

/// <content>Images that come unfinished first.</content>
public sealed partial class ImageClient
{
    /// <summary>
    /// Generates images, and gives unfinished ones as they come (gpt-image). A model or a gateway that can't stream gives all at once. It is billed,
    /// so it is never sent again where it may have run.
    /// </summary>
    /// <param name="request">What to make, by the images route.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call; it may be billed all the same.</param>
    /// <returns>The pieces, then a last one with the images.</returns>
    /// <exception cref="WhataiException">The call failed, or the stream ended before an image was whole; the kind says how.</exception>
    public IAsyncEnumerable<ImageDelta> StreamAsync(ImageRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsync(GenerationCall(request with { Stream = true }, GenerationsPath, options), request, options, cancellationToken);

    /// <summary>Edits images, and gives unfinished ones as they come.</summary>
    /// <param name="request">Which images, and what is to become of them.</param>
    /// <param name="options">Per-call overrides. Members of the extra body go as fields of the form.</param>
    /// <param name="cancellationToken">Cancels the call; it may be billed all the same.</param>
    /// <returns>The pieces, then a last one with the images.</returns>
    /// <exception cref="UnfitImageException">An image or the mask breaks the documented limits. Nothing was sent.</exception>
    /// <exception cref="System.IO.IOException">A file can't be read.</exception>
    /// <exception cref="WhataiException">The call failed, or the stream ended before an image was whole; the kind says how.</exception>
    public IAsyncEnumerable<ImageDelta> StreamEditAsync(ImageEditRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ImageEditLimits.Check(request);
        return StreamAsync(EditCall(request with { Image = request.Image with { Stream = true } }, options), request.Image, options, cancellationToken);
    }

    private AnswerStream<ImageDelta> StreamAsync(ApiRequest call, ImageRequest request, CallOptions? options, CancellationToken cancellationToken) =>
        new(token => _sender.OpenAsync(call, options, token), response => new ImageStreamReader(request).ReadAsync(response), cancellationToken);
}
