using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;
using WhataiPS.Binding;

namespace WhataiPS.Media;

/// <summary>Finds the images in an answer, also in one that came back from a file or another process.</summary>
internal static class ImageReader
{
    /// <summary>The images; null where the object can't have any.</summary>
    public static IReadOnlyList<WhataiImage>? Read(PSObject source) => source.BaseObject switch
    {
        ModelAnswer answer => answer.Images,
        ModelDelta delta => delta.GetCompletion()?.Images ?? [],
        WhataiImage image => [image],
        Uri { IsAbsoluteUri: true, Scheme: "http" or "https" } url => [new WhataiImage { Url = url }],
        string address => FromAddress(address) is WhataiImage image ? [image] : null,
        _ when ReadImage(source) is WhataiImage image => [image],
        _ when source.Properties["Images"]?.Value is object images && PSValue.Unwrap(images) is IEnumerable items and not string =>
            items.Cast<object>().Select(item => ReadImage(PSObject.AsPSObject(item))).OfType<WhataiImage>().ToArray(),
        _ => null,
    };

    /// <summary>The image at an address of http or https, or in a data URI; null where the text is neither.</summary>
    public static WhataiImage? FromAddress(string address)
    {
        if (Base64Data.MediaType(address)?.StartsWith("image/", StringComparison.Ordinal) == true)
        {
            return Base64Data.Decode(address) is byte[] bytes ? new WhataiImage { Bytes = bytes, MediaType = MediaTypes.Detect(bytes) } : null;
        }

        return Uri.TryCreate(address.Trim(), UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? new WhataiImage { Url = url } : null;
    }

    /// <summary>An image, or what Import-Clixml or a job made of one; null where it is none.</summary>
    public static WhataiImage? ReadImage(PSObject source)
    {
        if (source.BaseObject is WhataiImage image)
        {
            return image;
        }

        if (!source.TypeNames.Any(name => name.EndsWith("." + nameof(WhataiImage), StringComparison.Ordinal)))
        {
            return null;
        }

        string? url = source.Properties["Url"]?.Value?.ToString();
        return new WhataiImage
        {
            Url = Uri.TryCreate(url, UriKind.Absolute, out Uri? address) ? address : null,
            Bytes = PSValue.Unwrap(source.Properties["Bytes"]?.Value) as byte[],
            MediaType = source.Properties["MediaType"]?.Value?.ToString(),
            Path = source.Properties["Path"]?.Value?.ToString(),
            Prompt = source.Properties["Prompt"]?.Value?.ToString(),
            Model = source.Properties["Model"]?.Value?.ToString(),
        };
    }
}
