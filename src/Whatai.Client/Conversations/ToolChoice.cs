using System;

namespace Whatai.Client.Conversations;

/// <summary>The words of a tool choice; any other text is a function's name.</summary>
public static class ToolChoice
{
    /// <summary>The model chooses.</summary>
    public const string Auto = "auto";

    /// <summary>No call.</summary>
    public const string None = "none";

    /// <summary>A call, whichever.</summary>
    public const string Required = "required";

    /// <summary>Whether the choice names a function.</summary>
    /// <param name="choice">The choice.</param>
    /// <returns>False for null and for the words, in any case.</returns>
    public static bool IsName(string? choice) => choice is not null
        && !choice.Equals(Auto, StringComparison.OrdinalIgnoreCase)
        && !choice.Equals(None, StringComparison.OrdinalIgnoreCase)
        && !choice.Equals(Required, StringComparison.OrdinalIgnoreCase);
}
