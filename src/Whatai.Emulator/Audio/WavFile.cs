using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Whatai.Emulator.Audio;

/// <summary>WAV with samples of 16 bits.</summary>
internal static class WavFile
{
    internal static byte[] Make(short[] samples)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        int length = samples.Length * 2;
        writer.Write("RIFF"u8.ToArray());
        writer.Write(36 + length);
        writer.Write("WAVEfmt "u8.ToArray());
        writer.Write(16);
        writer.Write((short)1); // PCM
        writer.Write((short)1); // channels
        writer.Write(SpeechSamples.SampleRate);
        writer.Write(SpeechSamples.SampleRate * 2); // bytes per second
        writer.Write((short)2); // bytes per sample
        writer.Write((short)16); // bits per sample
        writer.Write("data"u8.ToArray());
        writer.Write(length);
        writer.Write(SpeechSamples.ToBytes(samples));
        writer.Flush();
        return stream.ToArray();
    }

    internal static RecognizedSpeech Recognize(byte[] content)
    {
        int bytesPerSecond = 0;
        for (int at = 12; at + 8 <= content.Length;)
        {
            ReadOnlySpan<byte> name = content.AsSpan(at, 4);
            int length = BitConverter.ToInt32(content, at + 4);
            if (length < 0)
            {
                break;
            }

            if (name.SequenceEqual("fmt "u8))
            {
                bytesPerSecond = BitConverter.ToInt32(content, at + 16);
            }
            else if (name.SequenceEqual("data"u8) && bytesPerSecond > 0)
            {
                return at + 8 + length <= content.Length
                    ? RecognizeSamples(content.AsSpan(at + 8, length), (double)length / bytesPerSecond)
                    : throw new InvalidDataException("The file is cut short.");
            }

            at += 8 + length + (length & 1);
        }

        throw new InvalidDataException("The file has no format or no samples.");
    }

    private static RecognizedSpeech RecognizeSamples(ReadOnlySpan<byte> data, double duration)
    {
        ReadOnlySpan<short> samples = MemoryMarshal.Cast<byte, short>(data);
        string text = SpeechSamples.ReadText(samples);
        if (text.Length > 0)
        {
            return new RecognizedSpeech(text, duration);
        }

        foreach (short sample in samples)
        {
            if (sample != 0)
            {
                return RecognizedSpeech.Unknown(duration);
            }
        }

        return new RecognizedSpeech(string.Empty, duration);
    }
}
