using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Messages;
using Whatai.Client.Responses;

namespace Whatai.Client;

/// <summary>Answers that were kept as the server's JSON, whichever conversation API gave them.</summary>
public static class KeptAnswer
{
    /// <summary>Reads an answer.</summary>
    /// <param name="rawJson">The JSON.</param>
    /// <returns>The answer; null where it is of no conversation API.</returns>
    public static ModelAnswer? Read(string rawJson) =>
        // Each API knows its own.
        ChatProtocol.Instance.ReadAnswer(rawJson, [])
        ?? ResponseProtocol.Instance.ReadAnswer(rawJson, [])
        ?? MessageProtocol.Instance.ReadAnswer(rawJson, [])
        ?? (ModelAnswer?)GeminiProtocol.Instance.ReadAnswer(rawJson, []);
}
