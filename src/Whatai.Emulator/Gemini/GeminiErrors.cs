using System.Text.Json;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Gemini;

/// <summary>Google's error object. Its details hold what it has no member for: the invalid member, and the relay's code.</summary>
internal static class GeminiErrors
{
    internal static byte[] Shape(int status, string message, string type, string? param, string? code)
        => JsonBytes.Object(w => Write(w, status, message, param, code));

    /// <summary>The same as the only element of an array, as a stream without <c>alt=sse</c> has it.</summary>
    internal static byte[] InArray(int status, string message, string type, string? param, string? code) => JsonBytes.Value(w =>
    {
        w.WriteStartArray();
        w.WriteStartObject();
        Write(w, status, message, param, code);
        w.WriteEndObject();
        w.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter w, int status, string message, string? param, string? code) => w.Object("error", e =>
    {
        e.WriteNumber("code", status);
        e.WriteString("message", message);
        e.WriteString("status", Name(status));
        e.WriteStartArray("details");
        if (!string.IsNullOrEmpty(param))
        {
            WriteViolation(e, param!, message);
        }

        if (!string.IsNullOrEmpty(code))
        {
            WriteReason(e, code!);
        }

        e.WriteEndArray();
    });

    private static void WriteViolation(Utf8JsonWriter w, string param, string message)
    {
        w.WriteStartObject();
        w.WriteString("@type", "type.googleapis.com/google.rpc.BadRequest");
        w.WriteStartArray("fieldViolations");
        w.WriteStartObject();
        w.WriteString("field", param);
        w.WriteString("description", message);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter w, string code)
    {
        w.WriteStartObject();
        w.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        w.WriteString("reason", code);
        w.WriteString("domain", "emulator");
        w.WriteEndObject();
    }

    private static string Name(int status) => status switch
    {
        400 or 413 or 422 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        408 or 504 => "DEADLINE_EXCEEDED",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        502 or 503 => "UNAVAILABLE",
        _ => "UNKNOWN",
    };
}
