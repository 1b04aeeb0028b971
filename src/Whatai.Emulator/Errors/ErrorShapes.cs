using Whatai.Emulator.Json;

namespace Whatai.Emulator.Errors;

/// <summary>How a route writes its errors.</summary>
internal delegate byte[] ErrorShape(int status, string message, string type, string? param, string? code);

/// <summary>The OpenAI error object, as relays write it.</summary>
internal static class ErrorShapes
{
    /// <summary>The shape of routes that define no other.</summary>
    internal static ErrorShape Default { get; } = (_, message, type, param, code) => OpenAi(message, type, param, code);

    /// <summary>Makes <c>{"error":{…}}</c>.</summary>
    internal static byte[] OpenAi(string message, string type, string? param, string? code) => JsonBytes.Object(w => w.Object("error", e =>
    {
        e.WriteString("message", message);
        e.WriteString("type", type);
        e.WriteString("param", param);
        e.WriteString("code", code);
    }));
}
