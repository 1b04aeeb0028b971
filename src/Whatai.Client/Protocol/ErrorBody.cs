using System;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Protocol;

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

    public bool IsHtml { get; init; }

    /// <summary>Waiting does not help.</summary>
    public bool SaysQuotaUsedUp => Code is not null
        && (Code.Contains("insufficient", StringComparison.OrdinalIgnoreCase) || Code.Contains("quota_failed", StringComparison.OrdinalIgnoreCase)
            || Code is "billing_hard_limit_reached" or "quota_exceeded" or "AccountOverdueError");

    /// <summary>The request is wrong, by the codes of the Responses API: its text, or an image in it.</summary>
    public bool BlamesRequest => Code is "invalid_prompt" or "bio_policy" or "invalid_image" or "invalid_image_format" or "invalid_base64_image"
        or "invalid_image_url" or "invalid_image_mode" or "image_too_large" or "image_too_small" or "image_parse_error" or "image_content_policy_violation"
        or "image_file_too_large" or "unsupported_image_media_type" or "empty_image_file" or "failed_to_download_image" or "image_file_not_found";

    public static ErrorBody Parse(ReadOnlySpan<byte> body)
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
                // Through text, so that bytes which are not UTF-8 cost no more than a character.
                using var document = JsonDocument.Parse(FirstValue(Encoding.UTF8.GetBytes(Text(body))));
                return FromJson(document.RootElement);
            }
            catch (Exception ex) when (ex is JsonException or InvalidOperationException)
            {
                // Cut or not JSON after all: its text still says something.
            }
        }

        return new ErrorBody { Message = WhiteSpaceFolded(Text(body)) };
    }

    public static ErrorBody FromJson(JsonElement root)
    {
        // Gemini streams without alt=sse are arrays, and so are their errors.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return Empty;
        }

        if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            return error.ValueKind == JsonValueKind.String
                ? Create(error.GetString(), Scalar(root, "code"), null, null, isError: true)
                : WithDetails(error, Create(Scalar(error, "message"), Scalar(error, "code"), Scalar(error, "type") ?? Scalar(error, "status"), Scalar(error, "param"), isError: true));
        }

        string? code = Scalar(root, "code");
        bool saysNo = root.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.False;
        bool taskFailed = code is not null && code is not ("success" or "ok" or "0" or "200" or "true")
            && root.TryGetProperty("message", out _) && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Null;
        string? type = Scalar(root, "type");
        // An event of the Responses API is an error all over, and its type says no more than that.
        bool isErrorEvent = type is "error";
        return Create(
            Scalar(root, "message") ?? Scalar(root, "detail") ?? Scalar(root, "msg"),
            code,
            isErrorEvent ? null : type,
            isErrorEvent ? Scalar(root, "param") : null,
            saysNo || taskFailed || isErrorEvent);
    }

    // Google's code is the status alone; the reason, the member to blame and how long to wait stand in its details.
    private static ErrorBody WithDetails(JsonElement error, ErrorBody body)
    {
        var details = GoogleDetails.Read(error);
        return body with { Code = details.Reason ?? body.Code, Param = body.Param ?? details.Field, RetryDelay = details.RetryDelay };
    }

    private static ErrorBody Create(string? message, string? code, string? type, string? param, bool isError)
    {
        string? requestId = null;
        if (message is not null)
        {
            (message, requestId) = WithoutRequestIds(message);
        }

        return new ErrorBody { Message = message, Code = code, Status = int.TryParse(code, out int status) ? status : 0, Type = type, Param = param, RequestId = requestId, IsError = isError };
    }

    // new-api appends one per relay that the error passed through; the last one is that of the gateway that was asked.
    private static (string Message, string? RequestId) WithoutRequestIds(string message)
    {
        const string Mark = "(request id: ";
        string? requestId = null;
        string rest = message.TrimEnd();
        while (rest.Length > 0 && rest[rest.Length - 1] == ')')
        {
            int start = rest.LastIndexOf(Mark, StringComparison.OrdinalIgnoreCase);
            if (start < 0 || rest.IndexOf(')', start) != rest.Length - 1)
            {
                break;
            }

            requestId ??= rest.Substring(start + Mark.Length, rest.Length - start - Mark.Length - 1);
            rest = rest.Substring(0, start).TrimEnd();
        }

        return requestId is null ? (message, null) : (rest, requestId);
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
        reader.Read();
        reader.Skip();
        return json.AsSpan(0, (int)reader.BytesConsumed).ToArray();
    }

    private static string? Scalar(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.Array or JsonValueKind.Object => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
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
