using System;
using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Faults;

/// <summary>The error bodies of different providers.</summary>
internal static class ErrorBodyFaults
{
    internal static Fault[] All { get; } =
    [
        Json("shape-gemini", 400, "Gemini's {error:{code,message,status,details}}", (_, w) => w.Object("error", e =>
        {
            e.WriteNumber("code", 400);
            e.WriteString("message", "Request contains an invalid argument.");
            e.WriteString("status", "INVALID_ARGUMENT");
            e.WriteStartArray("details");
            e.WriteEndArray();
        })),
        Json("shape-ark", 400, "Ark's {error:{code,message,type,param}}", (x, w) => w.Object("error", e =>
        {
            e.WriteString("code", "InvalidParameter");
            e.WriteString("message", "The parameter `content` specified in the request is not valid. Request id: " + x.RequestId);
            e.WriteString("param", "content");
            e.WriteString("type", "BadRequest");
        })),
        Json("shape-task", 400, "The task shape {code,message,data:null}", (_, w) =>
        {
            w.WriteString("code", "invalid_parameter");
            w.WriteString("message", "prompt is required");
            w.WriteNull("data");
        }),
        Json("shape-dashboard", 200, "The dashboard shape {success:false,message}", (_, w) =>
        {
            w.WriteBoolean("success", false);
            w.WriteString("message", "\u65E0\u6743\u8FDB\u884C\u6B64\u64CD\u4F5C");
        }),
        Json("shape-claude", 400, "Claude's {type:error,error:{type,message}}", (_, w) =>
        {
            w.WriteString("type", "error");
            w.Object("error", e =>
            {
                e.WriteString("type", "invalid_request_error");
                e.WriteString("message", "max_tokens: Field required");
            });
        }),
        Json("shape-claude-nil", 500, "Claude's shape through new-api, which loses the type: <nil>", (_, w) =>
        {
            w.WriteString("type", "error");
            w.Object("error", e =>
            {
                e.WriteString("type", "<nil>");
                e.WriteString("message", "Overloaded");
            });
        }),
        Json("shape-claude-spend", 429, "Claude's shape: the limit of a month's costs is reached, and nothing says when to retry", (_, w) =>
        {
            w.WriteString("type", "error");
            w.Object("error", e =>
            {
                e.WriteString("type", "rate_limit_error");
                e.WriteString("message", "You have reached your specified API usage limits.");
                e.Object("details", d => d.WriteString("error_code", "enforced_spend_limit_reached"));
            });
        }),
        Json("shape-code-number", 400, "The OpenAI shape, code a number, param absent", (_, w) => w.Object("error", e =>
        {
            e.WriteString("message", "The upstream refused the request");
            e.WriteString("type", "upstream_error");
            e.WriteNumber("code", 400);
        })),
        Json("shape-string", 400, "{error:text}", (_, w) => w.WriteString("error", "The request was refused")),
        Json("shape-escapes", 400, "The OpenAI shape; message, type and code hold sequences that a terminal obeys", (_, w) => w.Object("error", e =>
        {
            e.WriteString("message", "Refused\u001B]52;c;ZXZpbA==\u0007 \u001B(0\u001B[8m\u009B2J\rhidden\b\u202E");
            e.WriteString("type", "\u001B[2J");
            e.WriteNull("param");
            e.WriteString("code", "refused\u001B[8m");
        })),
        Json("shape-key-echo", 401, "The OpenAI shape; the message repeats the request's whole key", (x, w) => w.Object("error", e =>
        {
            string key = x.Head.Header("Authorization") is { } header ? Authorization.BearerOf(header) : string.Empty;
            e.WriteString("message", string.Format(CultureInfo.InvariantCulture, "Incorrect API key provided: {0}.", key));
            e.WriteString("type", "invalid_request_error");
            e.WriteNull("param");
            e.WriteString("code", "invalid_api_key");
        })),
    ];

    private static Fault Json(string name, int status, string effect, Action<Exchange, Utf8JsonWriter> members)
        => new(name, $"{status}: {effect}", false)
        {
            Answer = exchange => exchange.SendJsonAsync(status, JsonBytes.Object(w => members(exchange, w))),
        };
}
