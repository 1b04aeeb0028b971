using System;
using System.Collections.Generic;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>
/// A text as audio samples: 16 bits, mono, 24 kHz. Each character is a short tone whose pitch depends on it, and is also encoded in the
/// lowest bits of the tone's first samples, so that the text can be recovered from any excerpt.
/// </summary>
internal static class SpeechSamples
{
    internal const int SampleRate = 24_000;

    // 20 ms at normal speed.
    private const int SamplesOfCharacter = 480;
    private const int MarkLength = 32;
    private const ushort Sync = 0xB5C3;
    private const short Loudness = 6000;

    /// <summary>The number of samples of a text.</summary>
    internal static int Length(string text, double speed) => text.Length * SamplesPerCharacter(speed);

    /// <summary>Synthesizes a text.</summary>
    internal static short[] Synthesize(string text, double speed)
    {
        int length = SamplesPerCharacter(speed);
        short[] samples = new short[text.Length * length];
        for (int i = 0; i < text.Length; i++)
        {
            Synthesize(text[i], samples.AsSpan(i * length, length));
        }

        return samples;
    }

    /// <summary>The text encoded in the samples; empty where there is none.</summary>
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

    /// <summary>Little-endian, as in WAV and raw PCM.</summary>
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

    /// <summary>The UTF-8 of a text, in parts of at most <paramref name="max"/> bytes.</summary>
    internal static IEnumerable<byte[]> Parts(string text, int max)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int at = 0; at < bytes.Length; at += max)
        {
            yield return bytes.AsSpan(at, Math.Min(max, bytes.Length - at)).ToArray();
        }
    }

    private static int SamplesPerCharacter(double speed) => Math.Max(MarkLength, (int)Math.Round(SamplesOfCharacter / speed));

    private static void Synthesize(char character, Span<short> samples)
    {
        double step = 2 * Math.PI * (220 + (character % 64 * 10)) / SampleRate;
        uint mark = ((uint)Sync << 16) | character;
        for (int i = 0; i < samples.Length; i++)
        {
            // Faded in and out to avoid clicks; white space is silent.
            double shape = char.IsWhiteSpace(character) ? 0 : Math.Sin(Math.PI * i / samples.Length);
            int value = (int)(Loudness * shape * Math.Sin(step * i)) & ~1;
            int bit = i < MarkLength ? (int)(mark >> (MarkLength - 1 - i)) & 1 : 0;
            samples[i] = (short)(value | bit);
        }
    }
}
