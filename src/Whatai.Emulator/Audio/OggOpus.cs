using System;
using System.Collections.Generic;
using System.IO;

namespace Whatai.Emulator.Audio;

/// <summary>Opus in Ogg: silent 20 ms packets, mono. The text is stored in a Vorbis comment.</summary>
internal static class OggOpus
{
    private const int Rate = 48_000;
    private const int SamplesOfPacket = 960;
    private const int PacketsOfPage = 200;

    // Full band, 20 ms, one channel, one frame, of silence.
    private static readonly byte[] s_silence = [0xF8, 0xFF, 0xFE];
    private static readonly uint[] s_crc = MakeTable();

    internal static byte[] Make(string comment, int samples)
    {
        using var file = new MemoryStream();
        uint page = 0;
        // Chained streams must have different serial numbers.
        uint serial = BitConverter.ToUInt32(Guid.NewGuid().ToByteArray(), 0);
        WritePage(file, serial, 2, 0, page++, [Head()]);
        WritePage(file, serial, 0, 0, page++, [[.. "OpusTags"u8, .. VorbisComment.Make(comment)]]);
        int packets = Math.Max(1, (int)Math.Ceiling((double)samples / SpeechSamples.SampleRate * Rate / SamplesOfPacket));
        for (int done = 0; done < packets;)
        {
            int count = Math.Min(PacketsOfPage, packets - done);
            var content = new List<byte[]>(count);
            for (int i = 0; i < count; i++)
            {
                content.Add(s_silence);
            }

            done += count;
            WritePage(file, serial, done == packets ? (byte)4 : (byte)0, (long)done * SamplesOfPacket, page++, content);
        }

        return file.ToArray();
    }

    /// <summary>The duration in seconds, from the granule position of the last page; chained streams are added up.</summary>
    internal static double Duration(byte[] content)
    {
        double all = 0;
        for (int at = 0; at + 27 <= content.Length;)
        {
            if (!content.AsSpan(at).StartsWith("OggS"u8))
            {
                throw new InvalidDataException("A page of Ogg is damaged.");
            }

            int segments = content[at + 26];
            int length = 27 + segments;
            for (int i = 0; i < segments; i++)
            {
                length += content[at + 27 + i];
            }

            if ((content[at + 5] & 4) != 0)
            {
                all += (double)BitConverter.ToInt64(content, at + 6) / Rate;
            }

            at += length;
            if (at > content.Length)
            {
                throw new InvalidDataException("The file is cut short.");
            }
        }

        return all;
    }

    private static byte[] Head()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("OpusHead"u8.ToArray());
        writer.Write((byte)1); // version
        writer.Write((byte)1); // channels
        writer.Write((ushort)0); // pre-skip
        writer.Write(SpeechSamples.SampleRate);
        writer.Write((ushort)0); // gain
        writer.Write((byte)0); // mapping
        writer.Flush();
        return stream.ToArray();
    }

    private static void WritePage(MemoryStream file, uint serial, byte flags, long position, uint number, IReadOnlyList<byte[]> packets)
    {
        var lacing = new List<byte>();
        using var body = new MemoryStream();
        foreach (byte[] packet in packets)
        {
            for (int left = packet.Length; left >= 0; left -= 255)
            {
                lacing.Add((byte)Math.Min(255, left));
            }

            body.Write(packet, 0, packet.Length);
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("OggS"u8.ToArray());
        writer.Write((byte)0);
        writer.Write(flags);
        writer.Write(position);
        writer.Write(serial);
        writer.Write(number);
        writer.Write(0u); // checksum, set below
        writer.Write((byte)lacing.Count);
        writer.Write(lacing.ToArray());
        writer.Write(body.ToArray());
        writer.Flush();
        byte[] page = stream.ToArray();
        uint crc = 0;
        foreach (byte value in page)
        {
            crc = (crc << 8) ^ s_crc[(crc >> 24) ^ value];
        }

        BitConverter.GetBytes(crc).CopyTo(page, 22);
        file.Write(page, 0, page.Length);
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 0x80000000) != 0 ? (value << 1) ^ 0x04C11DB7 : value << 1;
            }

            table[i] = value;
        }

        return table;
    }
}
