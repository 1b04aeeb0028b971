using System;
using System.Collections.Generic;

namespace Whatai.Client.Images;

/// <summary>Finds the images of an answer in every place where gateways put them.</summary>
internal static class ImageFinder
{
    private const string DataImage = "data:image/";

    // What ends an address in running text.
    private static readonly char[] s_ends = [' ', '\t', '\r', '\n', '<', '>', '(', ')', '[', ']', '"', '\'', '`', '|'];
    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"];

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

        foreach (string address in InText(text ?? string.Empty))
        {
            Add(address);
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

    // One pass, word by word: text that a model wrote must not make this slow. In ![…](address) any address is an image; alone,
    // one that ends as images do, since an answer may cite pages.
    private static IEnumerable<string> InText(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOfAny(s_ends, start);
            end = end < 0 ? text.Length : end;
            string word = text.Substring(start, end - start);
            bool inMarkdown = start >= 2 && text[start - 1] == '(' && text[start - 2] == ']' && IsImageLink(text, start - 2);
            if (word.StartsWith(DataImage, StringComparison.OrdinalIgnoreCase) || (IsAddress(word) && (inMarkdown || EndsAsImage(word))))
            {
                yield return word;
            }

            start = end + 1;
        }
    }

    private static bool IsImageLink(string text, int closing)
    {
        int opening = text.LastIndexOf('[', closing);
        return opening > 0 && text[opening - 1] == '!';
    }

    private static bool IsAddress(string word) =>
        word.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || word.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static bool EndsAsImage(string address)
    {
        int query = address.IndexOfAny(['?', '#']);
        string path = (query < 0 ? address : address.Substring(0, query)).TrimEnd('.', ',', ';', ':', '!');
        return Array.Exists(s_endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
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
