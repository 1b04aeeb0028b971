using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Messages;

/// <summary>Anthropic's error object. As through new-api, the relay's own errors have OpenAI's shape, and codes are lost in the others.</summary>
internal static class MessagesErrors
{
    internal static byte[] Shape(int status, string message, string type, string? param, string? code)
        => type is "new_api_error" or "insufficient_quota"
            ? ErrorShapes.OpenAi(message, type, param, code)
            : JsonBytes.Object(w =>
            {
                w.WriteString("type", "error");
                w.Object("error", e =>
                {
                    e.WriteString("type", Name(status));
                    e.WriteString("message", string.IsNullOrEmpty(param) ? message : $"{param}: {message.Replace($"Missing required parameter: '{param}'.", "Field required")}");
                });
            });

    private static string Name(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        < 400 or >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
