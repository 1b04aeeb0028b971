using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Whatai.Client.Images;

/// <summary>Finds the images of an answer in every place where gateways put them.</summary>
internal static class ImageFinder
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    // ![alt](address "title"), the address a data URI or http.
    private static readonly Regex s_markdown = new(
        @"!\[[^\]]*\]\(\s*<?(?<url>(?:https?://|data:image/)[^\s)>]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, s_patience);

    // An address alone counts where it ends as an image does; an answer may cite pages.
    private static readonly Regex s_bare = new(
        @"https?://[^\s<>()""'\]]+\.(?:png|jpe?g|webp|gif|avif)(?:\?[^\s<>()""'\]]*)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, s_patience);

    private static readonly Regex s_bareData = new(
        @"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, s_patience);

    /// <summary>The images, each once, those in fields of their own first.</summary>
    /// <param name="addresses">Addresses and data URIs from fields.</param>
    /// <param name="text">The answer's text.</param>
    public static IReadOnlyList<WhataiImage> Find(IEnumerable<string> addresses, string? text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var images = new List<WhataiImage>();
        foreach (string address in addresses)
        {
            Add(address);
        }

        if (text is not null && (text.Contains("http", StringComparison.OrdinalIgnoreCase) || text.Contains("data:image", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (Regex pattern in new[] { s_markdown, s_bareData, s_bare })
            {
                foreach (Match match in pattern.Matches(text))
                {
                    Add(match.Groups["url"] is { Success: true } url ? url.Value : match.Value);
                }
            }
        }

        return images;

        void Add(string address)
        {
            if (seen.Add(address) && Create(address) is WhataiImage image)
            {
                images.Add(image);
            }
        }
    }

    /// <summary>An image from an address or a data URI; null where it is neither.</summary>
    public static WhataiImage? Create(string address)
    {
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            int comma = address.IndexOf(',');
            if (comma < 0 || !address.Substring(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            try
            {
                byte[] bytes = Convert.FromBase64String(address.Substring(comma + 1));
                return new WhataiImage { Bytes = bytes, MediaType = MediaTypes.Detect(bytes) ?? address.Substring(5, comma - 5).Split(';')[0] };
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? new WhataiImage { Url = url } : null;
    }
}
