using System;
using System.IO;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>The comment block of FLAC and Opus, whose single comment holds the text.</summary>
internal static class VorbisComment
{
    private const string Name = "WHATAI_TEXT=";

    internal static byte[] Make(string text)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        byte[] vendor = Encoding.ASCII.GetBytes("Whatai.Emulator");
        byte[] comment = Encoding.UTF8.GetBytes(Name + text);
        writer.Write(vendor.Length);
        writer.Write(vendor);
        writer.Write(1);
        writer.Write(comment.Length);
        writer.Write(comment);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The text of a file. Each comment is preceded by its length; a concatenated file has several.</summary>
    /// <exception cref="InvalidDataException">A comment is truncated.</exception>
    internal static string Read(byte[] content)
    {
        byte[] name = Encoding.ASCII.GetBytes(Name);
        var text = new StringBuilder();
        int at = 0;
        while (content.AsSpan(at).IndexOf(name) is int found and >= 4)
        {
            int start = at + found;
            int length = BitConverter.ToInt32(content, start - 4) - name.Length;
            if (length < 0 || start + name.Length + length > content.Length)
            {
                throw new InvalidDataException("A comment is truncated.");
            }

            text.Append(Encoding.UTF8.GetString(content, start + name.Length, length));
            at = start + name.Length + length;
        }

        return text.ToString();
    }
}
