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
    /// <param name="json">The JSON in UTF-8, which the answer keeps.</param>
    /// <returns>The answer; null where it is of no conversation API.</returns>
    public static ModelAnswer? Read(byte[] json) =>
        // Each API knows its own.
        ChatProtocol.Instance.ReadAnswer(json, [])
        ?? ResponseProtocol.Instance.ReadAnswer(json, [])
        ?? MessageProtocol.Instance.ReadAnswer(json, [])
        ?? (ModelAnswer?)GeminiProtocol.Instance.ReadAnswer(json, []);
}
