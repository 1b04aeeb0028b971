using System;
using System.Collections.Generic;

namespace Whatai.Client.Images;

/// <summary>Finds the images of an answer in every place where gateways put them.</summary>
internal static class ImageFinder
{
    private const string DataImage = "data:image/";

    // What an address or data in running text can't have; Chinese text goes on without a space.
    private static readonly string[] s_starts = ["http://", "https://", DataImage];
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

    // One pass from address to address: text that a model wrote must not make this slow. In ![…](address) any address is an image;
    // elsewhere one is that ends as images do, since an answer may cite pages.
    private static IEnumerable<string> InText(string text)
    {
        for (int start = NextStart(text, 0); start >= 0;)
        {
            int end = start;
            while (end < text.Length && IsAddressCharacter(text[end]))
            {
                end++;
            }

            string word = text.Substring(start, end - start);
            string? found = word.StartsWith(DataImage, StringComparison.OrdinalIgnoreCase) ? DataAlone(word)
                : IsInImageLink(text, start) ? word
                : UpToImageEnding(word);
            if (found is not null)
            {
                yield return found;
            }

            start = NextStart(text, end);
        }
    }

    private static int NextStart(string text, int from)
    {
        int first = -1;
        foreach (string start in s_starts)
        {
            int length = (first < 0 ? text.Length : Math.Min(text.Length, first + start.Length)) - from;
            int found = length > 0 ? text.IndexOf(start, from, length, StringComparison.OrdinalIgnoreCase) : -1;
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }

        return first;
    }

    private static bool IsAddressCharacter(char c) => c > ' ' && !char.IsWhiteSpace(c) && "<>()[]\"'`|*，。！？：；、（）《》「」“”…".IndexOf(c) < 0;

    private static bool IsInImageLink(string text, int start)
    {
        if (start < 2 || text[start - 1] != '(' || text[start - 2] != ']')
        {
            return false;
        }

        int opening = text.LastIndexOf('[', start - 2);
        return opening > 0 && text[opening - 1] == '!';
    }

    private static string? DataAlone(string word)
    {
        int end = word.IndexOf(',') + 1;
        while (end > 0 && end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '+' or '/' or '='))
        {
            end++;
        }

        return end > 0 ? word.Substring(0, end) : null;
    }

    // Up to the ending, with a query where one follows; a sentence's own stop, or Chinese that follows at once, is left.
    private static string? UpToImageEnding(string word)
    {
        foreach (string ending in s_endings)
        {
            int found = word.IndexOf(ending, StringComparison.OrdinalIgnoreCase);
            int end = found + ending.Length;
            if (found < 0 || (end < word.Length && word[end] < '\u007F' && ".,;:!?#".IndexOf(word[end]) < 0))
            {
                continue;
            }

            bool hasQuery = end < word.Length && (word[end] is '?' or '#');
            return hasQuery ? word.TrimEnd('.', ',', ';', ':', '!') : word.Substring(0, end);
        }

        return null;
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
