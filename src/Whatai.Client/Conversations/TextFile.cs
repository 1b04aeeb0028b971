using System;

namespace Whatai.Client.Conversations;

/// <summary>A text file as part of a message: every model reads text, and few read files of it.</summary>
public static class TextFile
{
    private const string Open = "<file";
    private const string Close = "</file>";
    private const string NameStart = " name=\"";

    /// <summary>The part, whose text says where the file begins and ends.</summary>
    /// <param name="name">The file's name; null where it has none.</param>
    /// <param name="text">What it holds.</param>
    /// <returns>The part.</returns>
    public static ChatContentPart ToPart(string? name, string text)
    {
        string head = name is null ? Open : $"{Open}{NameStart}{name.Replace("\"", "&quot;")}\"";
        return new ChatContentPart(ChatContentPart.TextType) { Text = $"{head}>\n{text}{(text.Length > 0 && text[text.Length - 1] == '\n' ? null : "\n")}{Close}" };
    }

    /// <summary>The file that a part is.</summary>
    /// <param name="part">The part.</param>
    /// <returns>Null where it is none.</returns>
    internal static (string? Name, string Text)? Read(ChatContentPart part)
    {
        if (part.Type != ChatContentPart.TextType || part.Text is not string text || !text.StartsWith(Open, StringComparison.Ordinal) || !text.EndsWith("\n" + Close, StringComparison.Ordinal))
        {
            return null;
        }

        int end = text.IndexOf(">\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string head = text.Substring(Open.Length, end - Open.Length);
        return head.Length == 0 ? (null, Content(text, end))
            : head.StartsWith(NameStart, StringComparison.Ordinal) && head[head.Length - 1] == '"' && head.Length > NameStart.Length
                ? (head.Substring(NameStart.Length, head.Length - NameStart.Length - 1).Replace("&quot;", "\""), Content(text, end))
                : null;
    }

    private static string Content(string text, int end)
    {
        int start = end + ">\n".Length;
        return text.Substring(start, Math.Max(0, text.Length - Close.Length - start));
    }
}
