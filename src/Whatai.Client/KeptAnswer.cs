using System.Text;
using System.Text.Json;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Json;
using Whatai.Client.Messages;
using Whatai.Client.Responses;

namespace Whatai.Client;

/// <summary>Answers that were kept as the server's JSON, whichever conversation API gave them.</summary>
public static class KeptAnswer
{
    /// <summary>Reads an answer.</summary>
    /// <param name="rawJson">The JSON.</param>
    /// <returns>The answer; null where it is of no conversation API.</returns>
    public static ModelAnswer? Read(string rawJson)
    {
        using JsonDocument? document = LenientJson.Parse(Encoding.UTF8.GetBytes(rawJson));
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        return Has("choices") ? ChatProtocol.Instance.ReadAnswer(rawJson, [])
            : Has("output") ? ResponseProtocol.Instance.ReadAnswer(rawJson, [])
            : Has("candidates") ? GeminiProtocol.Instance.ReadAnswer(rawJson, [])
            : Has("content") ? MessageProtocol.Instance.ReadAnswer(rawJson, [])
            : null;

        bool Has(string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array;
    }
}
