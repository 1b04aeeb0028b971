using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Http;

/// <summary>One part of a form; a field has no file name.</summary>
internal sealed record MultipartPart(string Name, string? FileName, string? MimeType, byte[] Content);

/// <summary>A form in multipart/form-data, read as strictly as RFC 7578 and RFC 2046 are written.</summary>
internal sealed class MultipartForm
{
    private static readonly Regex s_boundary = new("(?:^|;)\\s*boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    // Names may be quoted or tokens, and an encoded name may follow the plain one.
    private const string Value = "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))";

    private static readonly Regex s_disposition = new(
        $"^form-data;\\s*name={Value}(?:;\\s*filename={Value})?(?:;\\s*filename\\*=[^\\s;]+)?\\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private MultipartForm(List<MultipartPart> parts) => Parts = parts;

    internal IReadOnlyList<MultipartPart> Parts { get; }

    /// <exception cref="ApiErrorException">400: it is not such a form, or it is malformed.</exception>
    internal static MultipartForm Parse(string? contentType, byte[] body)
    {
        if (contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw Malformed($"request Content-Type isn't multipart/form-data but {contentType ?? "missing"}");
        }

        Match match = s_boundary.Match(contentType);
        if (!match.Success)
        {
            throw Malformed("no multipart boundary param in Content-Type");
        }

        byte[] delimiter = Encoding.ASCII.GetBytes("\r\n--" + match.Groups[1].Value + match.Groups[2].Value);
        var parts = new List<MultipartPart>();
        int at = StartsWith(body, 0, delimiter, 2) ? delimiter.Length - 2 : throw Malformed("the form does not begin with its boundary");
        while (true)
        {
            if (StartsWith(body, at, "--"u8.ToArray(), 0))
            {
                return new MultipartForm(parts);
            }

            int end = StartsWith(body, at, "\r\n"u8.ToArray(), 0) ? IndexOf(body, delimiter, at) : throw Malformed("a boundary's line does not end");
            parts.Add(end > 0 ? Part(body, at + 2, end) : throw Malformed("NextPart: EOF"));
            at = end + delimiter.Length;
        }
    }

    /// <summary>The fields that are not files; the last one of a name wins.</summary>
    internal IReadOnlyDictionary<string, string> Fields()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (MultipartPart part in Parts.Where(part => part.FileName is null))
        {
            fields[part.Name] = Encoding.UTF8.GetString(part.Content);
        }

        return fields;
    }

    private static MultipartPart Part(byte[] body, int start, int end)
    {
        int headEnd = IndexOf(body, "\r\n\r\n"u8.ToArray(), start);
        if (headEnd < 0 || headEnd >= end)
        {
            throw Malformed("a part has no headers");
        }

        Match? disposition = null;
        string? mimeType = null;
        foreach (string line in Encoding.UTF8.GetString(body, start, headEnd - start).Split(["\r\n"], StringSplitOptions.None))
        {
            int colon = line.IndexOf(':');
            string name = colon > 0 ? line.Substring(0, colon) : throw Malformed("a header of a part has no colon");
            string value = line.Substring(colon + 1).Trim();
            if (name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase))
            {
                disposition = s_disposition.Match(value);
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                mimeType = value;
            }
        }

        if (disposition is not { Success: true })
        {
            throw Malformed("a part has no valid Content-Disposition");
        }

        byte[] content = new byte[end - headEnd - 4];
        Buffer.BlockCopy(body, headEnd + 4, content, 0, content.Length);
        bool isFile = disposition.Groups[3].Success || disposition.Groups[4].Success;
        return new MultipartPart(
            disposition.Groups[1].Value + disposition.Groups[2].Value, isFile ? disposition.Groups[3].Value + disposition.Groups[4].Value : null, mimeType, content);
    }

    private static bool StartsWith(byte[] body, int at, byte[] mark, int from)
        => body.AsSpan(Math.Min(at, body.Length)).StartsWith(mark.AsSpan(from));

    private static int IndexOf(byte[] body, byte[] mark, int from)
    {
        int found = body.AsSpan(from).IndexOf(mark);
        return found < 0 ? -1 : from + found;
    }

    private static ApiErrorException Malformed(string how) => new(400, "failed to parse multipart form: " + how, "invalid_request_error", null, "invalid_multipart");
}
