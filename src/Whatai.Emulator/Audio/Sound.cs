using System;
using System.Collections.Generic;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>
/// A text as samples: 16 bits, one channel, 24,000 a second. Each character is a short tone whose pitch follows it, and stands in the
/// lowest bits of its first samples as well, so that the text can be read back from any cut of the sound.
/// </summary>
internal static class Sound
{
    internal const int SampleRate = 24_000;

    // 20 ms at normal speed.
    private const int SamplesOfCharacter = 480;
    private const int MarkLength = 32;
    private const ushort Sync = 0xB5C3;
    private const short Loudness = 6000;

    /// <summary>How many samples a text has.</summary>
    internal static int Length(string text, double speed) => text.Length * SamplesPerCharacter(speed);

    /// <summary>Speaks a text.</summary>
    internal static short[] Speak(string text, double speed)
    {
        int length = SamplesPerCharacter(speed);
        short[] samples = new short[text.Length * length];
        for (int i = 0; i < text.Length; i++)
        {
            Speak(text[i], samples.AsSpan(i * length, length));
        }

        return samples;
    }

    /// <summary>The text that samples hold; empty where there is none.</summary>
    internal static string ReadText(ReadOnlySpan<short> samples)
    {
        var text = new StringBuilder();
        uint window = 0;
        int known = 0;
        foreach (short sample in samples)
        {
            window = (window << 1) | (uint)(sample & 1);
            if (++known >= MarkLength && window >> 16 == Sync)
            {
                text.Append((char)(ushort)window);
                known = 0;
            }
        }

        return text.ToString();
    }

    /// <summary>Little-endian, as WAV and raw PCM have it.</summary>
    internal static byte[] ToBytes(short[] samples)
    {
        byte[] bytes = new byte[samples.Length * 2];
        for (int i = 0; i < samples.Length; i++)
        {
            bytes[2 * i] = (byte)samples[i];
            bytes[(2 * i) + 1] = (byte)(samples[i] >> 8);
        }

        return bytes;
    }

    /// <summary>The UTF-8 of a text, in parts of at most so many bytes.</summary>
    internal static IEnumerable<byte[]> Parts(string text, int most)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int at = 0; at < bytes.Length; at += most)
        {
            yield return bytes.AsSpan(at, Math.Min(most, bytes.Length - at)).ToArray();
        }
    }

    private static int SamplesPerCharacter(double speed) => Math.Max(MarkLength, (int)Math.Round(SamplesOfCharacter / speed));

    private static void Speak(char character, Span<short> samples)
    {
        double step = 2 * Math.PI * (220 + (character % 64 * 10)) / SampleRate;
        uint mark = ((uint)Sync << 16) | character;
        for (int i = 0; i < samples.Length; i++)
        {
            // Soft at both ends, so that it does not click; white space is silent.
            double shape = char.IsWhiteSpace(character) ? 0 : Math.Sin(Math.PI * i / samples.Length);
            int value = (int)(Loudness * shape * Math.Sin(step * i)) & ~1;
            int bit = i < MarkLength ? (int)(mark >> (MarkLength - 1 - i)) & 1 : 0;
            samples[i] = (short)(value | bit);
        }
    }
}
