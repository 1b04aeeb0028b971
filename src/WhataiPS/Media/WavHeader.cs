using System.IO;
using System.Text;

namespace WhataiPS.Media;

/// <summary>Makes a file that plays of the samples that a spoken answer is streamed in: 16 bits, one channel.</summary>
internal static class WavHeader
{
    private const short BytesOfSample = 2;
    private const int LengthAfterRiff = 36;

    public static byte[] Before(byte[] samples, int rate)
    {
        using var stream = new MemoryStream(samples.Length + LengthAfterRiff + 8);
        using var writer = new BinaryWriter(stream);
        writer.Write(Encoding.ASCII.GetBytes("RIFF"));
        writer.Write(LengthAfterRiff + samples.Length);
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(rate * BytesOfSample);
        writer.Write(BytesOfSample);
        writer.Write((short)(8 * BytesOfSample));
        writer.Write(Encoding.ASCII.GetBytes("data"));
        writer.Write(samples.Length);
        writer.Write(samples);
        writer.Flush();
        return stream.ToArray();
    }
}
