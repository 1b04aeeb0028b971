using System;
using System.Text;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Errors;

/// <summary>What an error body says, whichever of the family's shapes it has.</summary>
internal sealed record ErrorBody
{
    private const int LongestPlainMessage = 300;
    private const int LongestFolded = 16 * 1024;

    public static readonly ErrorBody Empty = new();

    public string? Message { get; init; }

    public string? Code { get; init; }

    /// <summary>The HTTP status that the body gives as its code; 0 where it gives none.</summary>
    public int Status { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }

    /// <summary>How long the body asks to wait; most servers say it in a header.</summary>
    public TimeSpan? RetryDelay { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Whether the body is an error by its own shape, whatever the status says.</summary>
    public bool IsError { get; init; }

    /// <summary>Whether the body is nothing but words. Where an answer should be, they are the reason why there is none.</summary>
    public bool SaysWhy { get; init; }

    public bool IsHtml { get; init; }

    /// <summary>What the code means by the table of who sent it; null where that is not known.</summary>
    public ErrorKind? Kind { get; init; }

    /// <summary>Waiting does not help.</summary>
    public bool SaysQuotaUsedUp => IsQuotaOfDay || QuotaWords.SayUsedUp(Code, Type, Message);

    /// <summary>Whether a quota of a whole day is used up, or there is none at all, by Google's details.</summary>
    public bool IsQuotaOfDay { get; init; }

    /// <summary>Whether the limit that was reached is one model's, by Google's details.</summary>
    public bool IsOfModel { get; init; }

    /// <summary>The request is wrong, by the codes of the Responses API: its text, or an image in it.</summary>
    public bool BlamesRequest => Code is "invalid_prompt" or "bio_policy" or "invalid_image" or "invalid_image_format" or "invalid_base64_image"
        or "invalid_image_url" or "invalid_image_mode" or "image_too_large" or "image_too_small" or "image_parse_error" or "image_content_policy_violation"
        or "image_file_too_large" or "unsupported_image_media_type" or "empty_image_file" or "failed_to_download_image" or "image_file_not_found";

    /// <summary>What a body says, whichever shape it has.</summary>
    /// <param name="body">The body, in UTF-8.</param>
    /// <param name="depth">How many texts it was taken out of.</param>
    public static ErrorBody Parse(ReadOnlySpan<byte> body, int depth = 0)
    {
        body = Trim(body);
        if (body.StartsWith("data:"u8))
        {
            body = Trim(body.Slice(5));
        }

        if (body.IsEmpty)
        {
            return Empty;
        }

        if (body[0] == (byte)'<')
        {
            return new ErrorBody { IsHtml = true, Message = Title(Text(body)) };
        }

        if (body[0] == (byte)'{' || body[0] == (byte)'[')
        {
            try
            {
                using var document = JsonDocument.Parse(FirstValue(WellFormedJson.OfBody(body.ToArray())));
                return ErrorReader.Read(document.RootElement, depth);
            }
            catch (Exception ex) when (ex is JsonException or InvalidOperationException)
            {
                // Cut or not JSON after all: its text still says something.
            }
        }

        return new ErrorBody { Message = WhiteSpaceFolded(Text(body)) };
    }

    private static string? Title(string page)
    {
        int tag = page.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        int start = tag < 0 ? -1 : page.IndexOf('>', tag);
        int end = start < 0 ? -1 : page.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        string title = end < 0 ? string.Empty : WhiteSpaceFolded(page.Substring(start + 1, end - start - 1));
        return title.Length == 0 ? null : title;
    }

    // An event stream may go on behind the error.
    private static byte[] FirstValue(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        LenientJson.SkipValue(ref reader);
        return json.AsSpan(0, (int)reader.BytesConsumed).ToArray();
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body.Slice(3);
        }

        while (!body.IsEmpty && body[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            body = body.Slice(1);
        }

        return body;
    }

    private static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body.ToArray());

    private static string WhiteSpaceFolded(string text)
    {
        string start = text.Length <= LongestFolded ? text : text.Substring(0, LongestFolded);
        string folded = string.Join(" ", start.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return folded.Length <= LongestPlainMessage ? folded : folded.Substring(0, LongestPlainMessage) + "…";
    }
}
