using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Whatai.Emulator.Script;

/// <summary>One message: its role, its text (a string, or the concatenated text parts of an array) and its media parts.</summary>
internal sealed record Message(string Role, string Text, IReadOnlyList<MediaSummary> Media)
{
    /// <summary>Whether it is a tool's result.</summary>
    internal bool IsTool => Role is "tool" or "function";

    internal long Tokens => ChunkSplitter.Count(Text) + (Media.Count * MediaSummary.Tokens);

    /// <summary>The text, and a line for each media part. Images and videos are numbered separately.</summary>
    internal string TextWithMedia
    {
        get
        {
            var text = new StringBuilder(Text);
            for (int i = 0; i < Media.Count; i++)
            {
                MediaSummary media = Media[i];
                int number = 1 + Media.Take(i).Count(m => m.Kind == media.Kind);
                text.Append(FormattableString.Invariant($"\n[{media.Kind} {number}: {media.Description}]"));
            }

            return text.ToString();
        }
    }
}
