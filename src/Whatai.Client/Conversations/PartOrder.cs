using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Conversations;

/// <summary>The order of a message's parts.</summary>
internal static class PartOrder
{
    public static bool IsText(ChatContentPart part) => part.Type is not (ChatContentPart.ImageUrlType or ChatContentPart.FileType or ChatContentPart.InputAudioType);

    /// <summary>
    /// Text first with media behind is how chat and responses have it; Gemini and Claude want the media first. Any other order is the caller's own.
    /// </summary>
    public static IEnumerable<ChatContentPart> MediaFirst(IReadOnlyList<ChatContentPart> parts) =>
        parts.Count > 1 && IsText(parts[0]) && !parts.Skip(1).Any(IsText) ? parts.Skip(1).Append(parts[0]) : parts;
}
