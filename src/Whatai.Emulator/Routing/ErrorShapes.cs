using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Routing;

/// <summary>The OpenAI error object, as relays write it.</summary>
internal static class ErrorShapes
{
    /// <summary>Makes <c>{"error":{…}}</c>.</summary>
    internal static byte[] OpenAi(string message, string type, string? param, string? code) => JsonBytes.Object(w => w.Object("error", e =>
    {
        e.WriteString("message", message);
        e.WriteString("type", type);
        e.WriteString("param", param);
        e.WriteString("code", code);
    }));

    /// <summary>Answers an error whose message ends in the request id, as new-api's do.</summary>
    internal static Task SendErrorAsync(this Exchange exchange, int status, string message, string type, string? param, string? code)
        => exchange.SendJsonAsync(
            status,
            OpenAi(string.Format(CultureInfo.InvariantCulture, "{0} (request id: {1})", message, exchange.RequestId), type, param, code));
}
