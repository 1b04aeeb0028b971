namespace Whatai.Client.Conversations;

/// <summary>
/// A message just as an API wrote it. It goes back to the same API in that form, since some of it (thought signatures, reasoning
/// items) has no other; other APIs are sent the message's own members.
/// </summary>
/// <param name="Api">Which API: <see cref="Chat"/>, <see cref="Responses"/> or <see cref="Gemini"/>.</param>
/// <param name="Json">The JSON: a chat message, the output items of a response, or Gemini's content.</param>
public sealed record NativeMessage(string Api, string Json)
{
    /// <summary>The chat API.</summary>
    public const string Chat = "chat";

    /// <summary>The Responses API.</summary>
    public const string Responses = "responses";

    /// <summary>The Gemini API.</summary>
    public const string Gemini = "gemini";

    /// <summary>The API.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Api;
}
