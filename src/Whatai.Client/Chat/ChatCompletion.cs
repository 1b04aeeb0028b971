using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>A chat answer.</summary>
public sealed record ChatCompletion : ModelAnswer
{
    /// <summary>The server's mark of its configuration.</summary>
    public string? SystemFingerprint { get; init; }
}
