using System;
using System.Net.Http.Headers;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>Turns a body of text into UTF-8 where its <c>charset</c> or its byte order mark says that it is something else.</summary>
internal static class BodyCharset
{
    /// <summary>The body in UTF-8, without a byte order mark. What has no text type, or a charset that nobody knows, stays as it is.</summary>
    public static byte[] ToUtf8(byte[] body, MediaTypeHeaderValue? type)
    {
        ReadOnlySpan<byte> bytes = body;
        if (bytes.StartsWith("\uFEFF"u8))
        {
            return bytes.Slice(3).ToArray();
        }

        if (type?.MediaType is not string media
            || !(media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || media.EndsWith("json", StringComparison.OrdinalIgnoreCase)))
        {
            return body;
        }

        Encoding? encoding = bytes.StartsWith(Encoding.Unicode.GetPreamble()) ? Encoding.Unicode
            : bytes.StartsWith(Encoding.BigEndianUnicode.GetPreamble()) ? Encoding.BigEndianUnicode
            : Find(type.CharSet?.Trim('"', '\'', ' '));
        return encoding is null ? body : Encoding.UTF8.GetBytes(encoding.GetString(body).TrimStart('\uFEFF'));
    }

    private static Encoding? Find(string? charset)
    {
        if (string.IsNullOrEmpty(charset) || charset!.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
#if NETFRAMEWORK
            return Encoding.GetEncoding(charset);
#else
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
#endif
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
