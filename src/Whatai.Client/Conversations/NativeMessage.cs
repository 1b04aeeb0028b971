using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>
/// A message just as an API wrote it. It goes back to the same API in that form, since some of it (thought signatures, reasoning
/// items) has no other; other APIs are sent the message's own members.
/// </summary>
public sealed record NativeMessage
{
    private readonly RawText _json;

    /// <summary>Makes one.</summary>
    /// <param name="api">Which API: <see cref="Chat"/>, <see cref="Responses"/>, <see cref="Gemini"/> or <see cref="Messages"/>.</param>
    /// <param name="json">The JSON: a chat message, the output items of a response, Gemini's content, or the list of Claude's blocks.</param>
    public NativeMessage(string api, string json)
        : this(api, new RawText(json))
    {
    }

    internal NativeMessage(string api, RawText json)
    {
        Api = api;
        _json = json;
    }

    /// <summary>Which API: <see cref="Chat"/>, <see cref="Responses"/>, <see cref="Gemini"/> or <see cref="Messages"/>.</summary>
    public string Api { get; }

    /// <summary>The JSON: a chat message, the output items of a response, Gemini's content, or the list of Claude's blocks. It is made when it is first read.</summary>
    public string Json => _json.ToString();

    /// <summary>The chat API.</summary>
    public const string Chat = "chat";

    /// <summary>The Responses API.</summary>
    public const string Responses = "responses";

    /// <summary>Claude's own API.</summary>
    public const string Messages = "messages";

    /// <summary>The Gemini API.</summary>
    public const string Gemini = "gemini";

    /// <summary>The API.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Api;
}
