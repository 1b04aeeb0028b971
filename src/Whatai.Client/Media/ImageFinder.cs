using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Whatai.Client.Json;

namespace Whatai.Client.Media;

/// <summary>Finds the images of an answer in every place where gateways put them.</summary>
internal static class ImageFinder
{
    private const string DataImage = "data:image/";

    // So many characters of base64 tell what they are; no image is so short.
    private const int SmallestData = 64;
    private const int LongestAlt = 1000;
    private const int LongestAddress = 8 * 1024;

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

        // Some relays give nothing but the data, without a word of what it is.
        if (images.Count == 0 && text is { Length: > SmallestData } && IsImageData(text.Substring(0, SmallestData)))
        {
            Add(text);
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

            string? found = null;
            if (IsInImageLink(text, start))
            {
                found = Destination(text, start, ref end);
            }
            else
            {
                string word = text.Substring(start, end - start);
                found = word.StartsWith(DataImage, StringComparison.OrdinalIgnoreCase) ? DataAlone(word) : UpToImageEnding(word);
            }

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

    // ![alt](address: what stands between is short, so that looking back costs little.
    private static bool IsInImageLink(string text, int start)
    {
        int open = start - 1;
        while (open > 0 && text[open] is ' ' or '<')
        {
            open--;
        }

        if (open < 2 || text[open] != '(' || text[open - 1] != ']')
        {
            return false;
        }

        int first = Math.Max(0, open - LongestAlt);
        int mark = text.LastIndexOf("![", open - 1, open - first, StringComparison.Ordinal);
        return mark >= 0 && text.IndexOf("](", mark, open + 1 - mark, StringComparison.Ordinal) == open - 1;
    }

    // The address of a link: up to the bracket that closes it, with the brackets and blanks that people and models leave in, without a
    // title. One that is never closed, since the answer was cut, is what an address elsewhere would be.
    private static string Destination(string text, int start, ref int end)
    {
        bool isData = string.Compare(text, start, DataImage, 0, DataImage.Length, StringComparison.OrdinalIgnoreCase) == 0;
        bool isAngled = text[start - 1] == '<';
        int last = isData ? text.Length : Math.Min(text.Length, start + LongestAddress);
        int depth = 0;
        for (int i = start; i < last; i++)
        {
            char c = text[i];
            depth += !isAngled && c == '(' ? 1 : 0;
            if (c == (isAngled ? '>' : ')') && depth-- == 0)
            {
                end = i;
                return WithoutTitle(text.Substring(start, i - start));
            }

            if (c == '\n' && !isData)
            {
                break;
            }
        }

        string word = text.Substring(start, end - start);
        return isData ? DataAlone(word) ?? word : word;
    }

    private static string WithoutTitle(string destination)
    {
        string trimmed = destination.TrimEnd();
        char quote = trimmed[trimmed.Length - 1];
        int opening = quote is '"' or '\'' && trimmed.Length > 1 ? trimmed.LastIndexOf(quote, trimmed.Length - 2) : -1;
        return opening > 0 && char.IsWhiteSpace(trimmed[opening - 1]) ? trimmed.Substring(0, opening).TrimEnd() : trimmed;
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

    /// <summary>An image from an address, a data URI, or base64 that is an image by its content; null where it is none of these.</summary>
    /// <param name="text">The text.</param>
    /// <param name="beside">The address that a relative one goes with; null where there can be none.</param>
    public static WhataiImage? Create(string text, Uri? beside = null)
    {
        string address = text.Trim();
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return Base64Data.Decode(address) is byte[] bytes ? new WhataiImage { Bytes = bytes, MediaType = MediaTypes.Detect(bytes) ?? Base64Data.MediaType(address) } : null;
        }

        if (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return ToUrl(address, null);
        }

        if (IsImageData(address.Substring(0, Math.Min(address.Length, SmallestData))) && Base64Data.Decode(address) is byte[] data)
        {
            return new WhataiImage { Bytes = data, MediaType = MediaTypes.Detect(data) };
        }

        return beside is not null && address.Length > 1 && address[0] == '/' ? ToUrl(address, beside) : null;
    }

    // HTML's way to write an ampersand comes along with addresses out of pages.
    private static WhataiImage? ToUrl(string address, Uri? beside)
    {
        string plain = address.Contains("&amp;", StringComparison.Ordinal) ? WebUtility.HtmlDecode(address) : address;
        bool isUrl = beside is null ? Uri.TryCreate(plain, UriKind.Absolute, out Uri? url) : Uri.TryCreate(beside, plain, out url);
        return isUrl && url!.Scheme is "http" or "https" ? new WhataiImage { Url = url } : null;
    }

    // Whole groups of four signs, which the start may end within.
    private static bool IsImageData(string start)
    {
        string signs = string.Concat(start.Where(sign => sign > ' '));
        return Base64Data.Decode(signs.Substring(0, signs.Length / 4 * 4)) is byte[] head && MediaTypes.Detect(head)?.StartsWith("image/", StringComparison.Ordinal) == true;
    }
}
