namespace Whatai.Client.Conversations;

/// <summary>The roles of the wire, as text: gateways know more than any list.</summary>
public static class ChatRole
{
    /// <summary>Instructions for the whole conversation.</summary>
    public const string System = "system";

    /// <summary>The person.</summary>
    public const string User = "user";

    /// <summary>The model.</summary>
    public const string Assistant = "assistant";

    /// <summary>The result of a tool call.</summary>
    public const string Tool = "tool";
}
