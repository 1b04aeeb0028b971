using System;
using System.IO;

namespace Whatai.Emulator.Audio;

/// <summary>FLAC with verbatim subframes: valid, but not compressed. The text is stored in a Vorbis comment.</summary>
internal static class Flac
{
    private const int BlockSize = 4608;

    internal static byte[] Make(short[] samples, string comment)
    {
        using var file = new MemoryStream();
        Write(file, "fLaC"u8.ToArray());
        Write(file, [0x00, 0, 0, 34]);
        Write(file, StreamInfo(samples.Length));
        byte[] tags = VorbisComment.Make(comment);
        Write(file, [0x84, (byte)(tags.Length >> 16), (byte)(tags.Length >> 8), (byte)tags.Length]);
        Write(file, tags);
        for (int frame = 0; frame * BlockSize < samples.Length; frame++)
        {
            int start = frame * BlockSize;
            Write(file, Frame(samples.AsSpan(start, Math.Min(BlockSize, samples.Length - start)), frame));
        }

        return file.ToArray();
    }

    /// <summary>The duration in seconds, from the stream info.</summary>
    internal static double Duration(byte[] content)
    {
        ReadOnlySpan<byte> info = content.AsSpan(8, 34);
        int rate = (info[10] << 12) | (info[11] << 4) | (info[12] >> 4);
        long samples = ((long)(info[13] & 0xF) << 32) | ((long)info[14] << 24) | ((long)info[15] << 16) | ((long)info[16] << 8) | info[17];
        return rate == 0 ? throw new InvalidDataException("The file has no sample rate.") : (double)samples / rate;
    }

    private static byte[] StreamInfo(int samples)
    {
        byte[] info = new byte[34];
        info[0] = info[2] = BlockSize >> 8;
        info[1] = info[3] = BlockSize & 0xFF;
        // 20 bits of rate, three of channels - 1, five of bits per sample - 1, 36 of samples; frame sizes and MD5 are unknown.
        info[10] = SpeechSamples.SampleRate >> 12;
        info[11] = (SpeechSamples.SampleRate >> 4) & 0xFF;
        info[12] = (SpeechSamples.SampleRate & 0xF) << 4;
        info[13] = (15 & 0xF) << 4;
        info[14] = (byte)(samples >> 24);
        info[15] = (byte)(samples >> 16);
        info[16] = (byte)(samples >> 8);
        info[17] = (byte)samples;
        return info;
    }

    private static byte[] Frame(ReadOnlySpan<short> samples, int number)
    {
        using var stream = new MemoryStream();
        // Fixed block size, in 16 bits at the end of the header; 24 kHz; one channel; 16 bits.
        Write(stream, [0xFF, 0xF8, 0x77, 0x08]);
        WriteNumber(stream, number);
        Write(stream, [(byte)((samples.Length - 1) >> 8), (byte)(samples.Length - 1)]);
        stream.WriteByte(Crc8(stream.ToArray()));
        stream.WriteByte(0x02); // verbatim
        foreach (short sample in samples)
        {
            stream.WriteByte((byte)(sample >> 8));
            stream.WriteByte((byte)sample);
        }

        int crc = Crc16(stream.ToArray());
        Write(stream, [(byte)(crc >> 8), (byte)crc]);
        return stream.ToArray();
    }

    // Encoded like a character in UTF-8.
    private static void WriteNumber(MemoryStream stream, int number)
    {
        if (number < 0x80)
        {
            stream.WriteByte((byte)number);
        }
        else if (number < 0x800)
        {
            Write(stream, [(byte)(0xC0 | (number >> 6)), (byte)(0x80 | (number & 0x3F))]);
        }
        else
        {
            Write(stream, [(byte)(0xE0 | (number >> 12)), (byte)(0x80 | ((number >> 6) & 0x3F)), (byte)(0x80 | (number & 0x3F))]);
        }
    }

    private static byte Crc8(byte[] bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x07) & 0xFF : crc << 1;
            }
        }

        return (byte)crc;
    }

    private static int Crc16(byte[] bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x8005) & 0xFFFF : crc << 1;
            }
        }

        return crc;
    }

    private static void Write(MemoryStream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);
}
