using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>What was heard in a file.</summary>
/// <param name="Text">The text; empty for silence.</param>
/// <param name="Duration">How long the sound is, in seconds.</param>
internal sealed record RecognizedSpeech(string Text, double Duration)
{
    /// <summary>What is said of sound that the emulator did not make itself.</summary>
    internal static RecognizedSpeech Unknown(double duration) => new(string.Format(CultureInfo.InvariantCulture, "Sound of {0:0.0} seconds.", duration), duration);
}

/// <summary>Makes files of a text, and hears texts in files.</summary>
internal static class SoundFile
{
    /// <summary>The name of the comment that holds the text, where a format has comments.</summary>
    private const string Comment = "WHATAI_TEXT=";

    private static readonly byte[] s_matroska = [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>The file of a text.</summary>
    /// <returns>The bytes and their MIME type; null for a format that there is not.</returns>
    internal static (byte[] Content, string MediaType)? Make(string text, string format, double speed) => format switch
    {
        "wav" => (Wave.Make(Sound.Speak(text, speed)), "audio/wav"),
        "pcm" => (Sound.ToBytes(Sound.Speak(text, speed)), "audio/pcm"),
        "flac" => (Flac.Make(Sound.Speak(text, speed), Comment + text), "audio/flac"),
        "mp3" => (Mp3.Make(text, Sound.Length(text, speed)), "audio/mpeg"),
        "aac" => (Aac.Make(text, Sound.Length(text, speed)), "audio/aac"),
        "opus" => (OggOpus.Make(Comment + text, Sound.Length(text, speed)), "audio/ogg"),
        _ => null,
    };

    /// <summary>What a file says.</summary>
    /// <exception cref="InvalidDataException">It is no sound, or is damaged.</exception>
    internal static RecognizedSpeech Hear(byte[] content)
    {
        ReadOnlySpan<byte> head = content;
        try
        {
            return head.Length < 12 ? throw new InvalidDataException("The file is too short.")
                : head.StartsWith("RIFF"u8) && head.Slice(8).StartsWith("WAVE"u8) ? Wave.Hear(content)
                : head.StartsWith("fLaC"u8) ? new RecognizedSpeech(CommentOf(content), Flac.Duration(content))
                : head.StartsWith("OggS"u8) ? new RecognizedSpeech(CommentOf(content), OggOpus.Duration(content))
                : head.Slice(4).StartsWith("ftyp"u8) || head.StartsWith(s_matroska) ? RecognizedSpeech.Unknown(0)
                : head[0] == 0xFF && (head[1] & 0xF6) == 0xF0 ? Aac.Hear(content)
                : head.StartsWith("ID3"u8) || (head[0] == 0xFF && (head[1] & 0xE0) == 0xE0) ? Mp3.Hear(content)
                : throw new InvalidDataException("It is no known sound.");
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("The file is cut short.", e);
        }
    }

    // The text behind each comment's length; a file that was joined has several.
    private static string CommentOf(byte[] content)
    {
        byte[] name = Encoding.ASCII.GetBytes(Comment);
        var text = new StringBuilder();
        int at = 0;
        while (content.AsSpan(at).IndexOf(name) is int found and >= 4)
        {
            int start = at + found;
            int length = BitConverter.ToInt32(content, start - 4) - name.Length;
            if (length < 0 || start + name.Length + length > content.Length)
            {
                throw new InvalidDataException("A comment is cut short.");
            }

            text.Append(Encoding.UTF8.GetString(content, start + name.Length, length));
            at = start + name.Length + length;
        }

        return text.ToString();
    }
}
