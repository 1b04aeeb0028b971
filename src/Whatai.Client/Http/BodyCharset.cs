using System;
using System.Net.Http.Headers;
using System.Text;
using Whatai.Client.Json;

namespace Whatai.Client.Http;

/// <summary>
/// Tells in which charset a text is that is not UTF-8. Frameworks say Latin 1 or ASCII of what is UTF-8 all the same, so that these count
/// only where it is not.
/// </summary>
internal static class BodyCharset
{
    /// <summary>The charset that a body must be read in; null for UTF-8, for one that is not known, and where it is no text.</summary>
    public static Encoding? Of(HttpContentHeaders headers) => Named(headers) is Encoding charset && !IsDefault(charset) ? charset : null;

    /// <summary>A body whose charset its bytes tell, in UTF-8.</summary>
    public static byte[] Decoded(byte[] body, HttpContentHeaders headers)
    {
        if (!IsText(headers.ContentType?.MediaType))
        {
            return body;
        }

        bool isBigEndian = body.AsSpan().StartsWith(new byte[] { 0xFE, 0xFF });
        Encoding? charset = isBigEndian || body.AsSpan().StartsWith(new byte[] { 0xFF, 0xFE })
            ? new UnicodeEncoding(isBigEndian, byteOrderMark: true)
            : Named(headers) is Encoding named && IsDefault(named) && !WellFormedJson.IsUtf8(body) ? named : null;
        return charset is null ? body : Encoding.Convert(charset, Encoding.UTF8, body);
    }

    private static Encoding? Named(HttpContentHeaders headers)
    {
        string? name = headers.ContentType?.CharSet?.Trim('"', '\'', ' ');
        if (string.IsNullOrEmpty(name) || name!.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || !IsText(headers.ContentType!.MediaType))
        {
            return null;
        }

        try
        {
#if NETFRAMEWORK
            var charset = Encoding.GetEncoding(name);
#else
            Encoding charset = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
#endif
            return charset.CodePage == Encoding.UTF8.CodePage ? null : charset;
        }
        catch (Exception ex) when (ex is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsDefault(Encoding charset) => charset.CodePage is 28591 or 20127 or 1252;

    private static bool IsText(string? mediaType) => mediaType is not null
        && (mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase));
}
