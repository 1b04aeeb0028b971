using System;
using System.Globalization;
using System.IO;

namespace Whatai.Emulator.Audio;

/// <summary>The speech recognized in a file.</summary>
/// <param name="Text">The text; empty for silence.</param>
/// <param name="Duration">The duration in seconds.</param>
internal sealed record RecognizedSpeech(string Text, double Duration)
{
    /// <summary>The transcript of audio that the emulator did not make itself.</summary>
    internal static RecognizedSpeech Unknown(double duration) => new(string.Format(CultureInfo.InvariantCulture, "Sound of {0:0.0} seconds.", duration), duration);
}

/// <summary>Encodes a text as an audio file, and decodes it from one.</summary>
internal static class SpeechFile
{
    private static readonly byte[] s_matroska = [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>Encodes a text.</summary>
    /// <returns>The bytes and their MIME type; null for an unknown format.</returns>
    internal static (byte[] Content, string MediaType)? Make(string text, string format, double speed) => format switch
    {
        "wav" => (WavFile.Make(SpeechSamples.Synthesize(text, speed)), "audio/wav"),
        "pcm" => (SpeechSamples.ToBytes(SpeechSamples.Synthesize(text, speed)), "audio/pcm"),
        "flac" => (Flac.Make(SpeechSamples.Synthesize(text, speed), text), "audio/flac"),
        "mp3" => (Mp3.Make(text, SpeechSamples.Length(text, speed)), "audio/mpeg"),
        "aac" => (Aac.Make(text, SpeechSamples.Length(text, speed)), "audio/aac"),
        "opus" => (OggOpus.Make(text, SpeechSamples.Length(text, speed)), "audio/ogg"),
        _ => null,
    };

    /// <summary>Decodes the text of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not an audio file, or is damaged.</exception>
    internal static RecognizedSpeech Recognize(byte[] content)
    {
        ReadOnlySpan<byte> head = content;
        try
        {
            return head.Length < 12 ? throw new InvalidDataException("The file is too short.")
                : head.StartsWith("RIFF"u8) && head.Slice(8).StartsWith("WAVE"u8) ? WavFile.Recognize(content)
                : head.StartsWith("fLaC"u8) ? new RecognizedSpeech(VorbisComment.Read(content), Flac.Duration(content))
                : head.StartsWith("OggS"u8) ? new RecognizedSpeech(VorbisComment.Read(content), OggOpus.Duration(content))
                : head.Slice(4).StartsWith("ftyp"u8) || head.StartsWith(s_matroska) ? RecognizedSpeech.Unknown(0)
                : head[0] == 0xFF && (head[1] & 0xF6) == 0xF0 ? Aac.Recognize(content)
                : head.StartsWith("ID3"u8) || (head[0] == 0xFF && (head[1] & 0xE0) == 0xE0) ? Mp3.Recognize(content)
                : throw new InvalidDataException("The audio format is unknown.");
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("The file is truncated.", e);
        }
    }
}
