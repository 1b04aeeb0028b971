using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Errors;

/// <summary>
/// Reads what JSON says of an error. Each site has a shape of its own, and a relay wraps one in another, so that the members are looked
/// for by their names: code, message and kind at the top or in an error, and inside the message what the upstream said.
/// </summary>
internal static class ErrorReader
{
    private const int DeepestText = 4;

    private static readonly string[] s_messages =
        ["message", "msg", "errormsg", "errmsg", "errormessage", "detail", "details", "errordescription", "statusmsg", "description", "title", "reason", "text"];

    private static readonly string[] s_codes = ["code", "errorcode", "errcode"];

    // What an answer consists of. Where one of these is there, a code and a message beside it are no error.
    private static readonly string[] s_payload = ["data", "choices", "result", "results", "output", "content", "candidates", "text", "id", "taskid", "url", "items"];

    private static readonly string[] s_success = ["success", "succeed", "succeeded", "successful", "ok", "true", "0", "200", "10000", "20000", "成功", "操作成功"];

    /// <summary>What the body says, whether it is an error or not.</summary>
    /// <param name="body">The body.</param>
    /// <param name="depth">How many texts it was taken out of.</param>
    public static ErrorBody Read(JsonElement body, int depth = 0)
    {
        JsonElement root = First(body);
        if (root.ValueKind != JsonValueKind.Object)
        {
            return ErrorBody.Empty;
        }

        if (Inner(root) is not JsonElement error)
        {
            ErrorBody flat = Create(root, default, depth);
            return flat with { IsError = IsFlatError(root), SaysWhy = flat.Message is not null && !IsSuccess(flat.Message) && !HasPayload(root), Kind = VendorKind(root) };
        }

        ErrorBody found = Create(root, error, depth) with { IsError = true };
        if (error.ValueKind != JsonValueKind.Object)
        {
            return found;
        }

        // Google's code is the status alone; the reason, the member to blame and how long to wait stand in its details.
        var details = GoogleDetails.Read(error);
        return found with
        {
            // Anthropic has a code in its details alone.
            Code = details.Reason ?? found.Code ?? (Said(error, "details") is { ValueKind: JsonValueKind.Object } more ? ScalarOf(more, s_codes) : null),
            Param = found.Param ?? details.Field,
            RetryDelay = details.RetryDelay,
            Kind = VendorKind(error),
            IsQuotaOfDay = details.IsQuotaOfDay,
            IsOfModel = details.IsOfModel,
        };
    }

    /// <summary>Whether the body is an error by its own shape.</summary>
    public static bool IsError(JsonElement body) => First(body) is { ValueKind: JsonValueKind.Object } root && (Inner(root) is not null || IsFlatError(root));

    // Gemini streams without alt=sse are arrays, and so are their errors.
    private static JsonElement First(JsonElement body) => body.ValueKind == JsonValueKind.Array && body.GetArrayLength() > 0 ? body[0] : body;

    // The error inside the body; null where the body is one itself, or none.
    private static JsonElement? Inner(JsonElement root)
    {
        if (root.TryGetProperty("error", out JsonElement error) && (error.ValueKind == JsonValueKind.Object || JsonNames.SaysSomething(error)))
        {
            return error;
        }

        JsonElement? inner = Said(root, "Response") is JsonElement response ? Said(response, "Error") : Said(root, "ErrorMsg") is { ValueKind: JsonValueKind.Object } named ? named : null;
        inner ??= Said(root, "base_resp") is JsonElement state && NumberOf(state, "statuscode") is not (null or 0) ? state : null;
        inner ??= Said(root, "choices") is { ValueKind: JsonValueKind.Array } choices && Said(choices[0], "error") is JsonElement ofChoice ? ofChoice : null;
        return inner ?? (Said(root, "errors") is JsonElement errors && !HasPayload(root) ? errors : null);
    }

    private static ErrorBody Create(JsonElement root, JsonElement error, int depth)
    {
        // An error in an error, and the first of several, say what it is.
        JsonElement holder = error;
        while (holder.ValueKind == JsonValueKind.Array ? holder.GetArrayLength() > 0 : Said(holder, "error") is { ValueKind: JsonValueKind.Object })
        {
            holder = holder.ValueKind == JsonValueKind.Array ? holder[0] : Said(holder, "error")!.Value;
        }

        JsonElement flat = holder.ValueKind == JsonValueKind.Object ? holder : root;
        string? type = ScalarOf(flat, "type") ?? (holder.ValueKind == JsonValueKind.Object ? ScalarOf(holder, "status") : null);
        string? text = Words(error, depth);
        string? own = Words(root, depth, s_messages);
        bool isWord = error.ValueKind == JsonValueKind.String && text!.IndexOf(' ') < 0;
        (string? message, string? requestId) = WithoutRequestIds(
            error.ValueKind is JsonValueKind.True or JsonValueKind.Number ? own : isWord ? own ?? text : text ?? own);
        string? code = ScalarOf(flat, s_codes) ?? ScalarOf(root, s_codes) ?? (flat.TryGetProperty("__type", out JsonElement shape) ? ShapeName(shape) : null)
            ?? ScalarOf(flat, "statuscode") ?? (Said(flat, "details") is { ValueKind: JsonValueKind.Object } facts ? ScalarOf(facts, s_codes) : null) ?? (isWord && own is not null ? text : error.ValueKind == JsonValueKind.Number ? error.GetRawText() : null);
        return new ErrorBody
        {
            Message = message,
            Code = code,
            Status = new[] { code, ScalarOf(flat, "status"), ScalarOf(flat, "rawstatuscode"), ScalarOf(root, "status"), ScalarOf(root, "code") }
                .Select(static value => int.TryParse(value, out int status) && status is >= 400 and < 600 ? status : 0).FirstOrDefault(static status => status > 0),
            // An event's type says no more than that it is an error, and new-api has none left of what Claude said.
            Type = type is "error" or "<nil>" ? null : type,
            Param = ScalarOf(flat, "param") ?? (Said(root, "detail") is { ValueKind: JsonValueKind.Array } list ? Place(list[0]) : null),
            RequestId = requestId,
        };
    }

    /// <summary>Whether the body itself is an error by its shape: no answer, but a code or a word for it, and what it says.</summary>
    private static bool IsFlatError(JsonElement root)
    {
        if (Is(root, "success", "false") || Is(root, "type", "error") || Is(root, "object", "error"))
        {
            return true;
        }

        if (ScalarOf(root, "errorcode", "errcode") is string number && !IsSuccess(number))
        {
            return JsonNames.Find(root, s_messages) is not null;
        }

        return JsonNames.Find(root, "message", "msg", "errormsg", "errormessage", "statusmsg") is JsonElement message && !HasPayload(root) && !IsSuccess(ScalarText(message))
            && ((ScalarOf(root, "code") is string code && !IsSuccess(code)) || Is(root, "status", "error") || Is(root, "status", "failed") || Is(root, "status", "fail"));
    }

    /// <summary>Whether the body has what an answer consists of.</summary>
    private static bool HasPayload(JsonElement root) => root.EnumerateObject().Any(static member =>
        s_payload.Any(name => JsonNames.IsPlain(member.Name, name)) && (member.Value.ValueKind == JsonValueKind.Object || JsonNames.SaysSomething(member.Value)));

    // What numbers mean depends on who sends them.
    private static ErrorKind? VendorKind(JsonElement error) =>
        NumberOf(error, "statuscode") is int miniMax && error.TryGetProperty("status_msg", out _) ? ErrorCodes.OfMiniMax(miniMax)
        : NumberOf(error, "errorcode") is int baidu ? ErrorCodes.OfBaidu(baidu)
        : NumberOf(error, "code") is int spark && error.TryGetProperty("sid", out _) ? ErrorCodes.OfSpark(spark)
        : null;

    // What a value says, whichever shape it has.
    private static string? Words(JsonElement value, int depth, params string[] names)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Unwrapped(LenientText.Read(value)!, depth);
            case JsonValueKind.Array:
                string joined = string.Join("; ", value.EnumerateArray().Select(item => Words(item, depth + 1)).Where(static text => text is not null).Distinct());
                return joined.Length > 0 ? joined : null;
            case JsonValueKind.Object when names.Length == 0:
                return Words(value, depth, [.. s_messages, "error"]) ?? (JsonNames.SaysSomething(value) && ScalarOf(value, s_codes) is null ? value.GetRawText() : null);
            case JsonValueKind.Object:
                return JsonNames.Find(value, names) is JsonElement found && depth < 32 ? WithPlace(WithUpstream(Words(found, depth + 1), value, depth), value) : null;
            case JsonValueKind.Number or JsonValueKind.True:
                return value.GetRawText();
            default:
                return null;
        }
    }

    // OpenRouter says that its provider failed, and what the provider said beside it.
    private static string? WithUpstream(string? message, JsonElement error, int depth)
    {
        if (Said(error, "metadata") is not { ValueKind: JsonValueKind.Object } metadata)
        {
            return message;
        }

        string? raw = JsonNames.Find(metadata, "raw", "reasons") is JsonElement said ? Words(said, depth + 1) : null;
        string provider = ScalarOf(metadata, "providername") is string name ? $" ({name})" : string.Empty;
        return raw is null || message is null || message.Contains(raw, StringComparison.Ordinal) ? message ?? raw : $"{message}{provider}: {raw}";
    }

    // FastAPI says where the mistake is.
    private static string? WithPlace(string? message, JsonElement item) => message is not null && Place(item) is string place ? $"{message} ({place})" : message;

    private static string? Place(JsonElement item) =>
        Said(item, "loc") is { ValueKind: JsonValueKind.Array } place ? string.Join(".", place.EnumerateArray().Select(ScalarText)) : null;

    // A relay puts the upstream's JSON into its message as text.
    private static string Unwrapped(string text, int depth)
    {
        if (depth > DeepestText || text.TrimStart().IndexOfAny(['{', '[', '<']) != 0)
        {
            return text;
        }

        ErrorBody inner = ErrorBody.Parse(Encoding.UTF8.GetBytes(text), depth + 1);
        return inner.Message is { Length: > 0 } message ? message : text;
    }

    // new-api appends one per relay that the error passed through; the last one is that of the gateway that was asked.
    private static (string? Message, string? RequestId) WithoutRequestIds(string? message)
    {
        const string Mark = "(request id: ";
        if (message is null)
        {
            return (null, null);
        }

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

    private static JsonElement? Said(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && JsonNames.SaysSomething(value) ? value : null;

    private static bool Is(JsonElement element, string name, string word) =>
        element.TryGetProperty(name, out JsonElement value) && word.Equals(value.ValueKind == JsonValueKind.False ? "false" : ScalarText(value), StringComparison.OrdinalIgnoreCase);

    private static bool IsSuccess(string? word) => word is not null && s_success.Contains(word.Trim(), StringComparer.OrdinalIgnoreCase);

    private static int? NumberOf(JsonElement element, string name) =>
        ScalarOf(element, name) is string text && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string? ScalarOf(JsonElement element, params string[] names) => JsonNames.Find(element, names) is JsonElement value ? ScalarText(value) : null;

    // com.amazon.coral.service#ValidationException
    private static string? ShapeName(JsonElement shape) => ScalarText(shape) is string name ? name.Substring(name.LastIndexOf('#') + 1) : null;

    private static string? ScalarText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => LenientText.Read(value) is { Length: > 0 } text ? text : null,
        JsonValueKind.True => "true",
        JsonValueKind.Number or JsonValueKind.Array or JsonValueKind.Object => value.GetRawText(),
        _ => null,
    };
}
