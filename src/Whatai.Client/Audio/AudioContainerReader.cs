using System;
using Whatai.Client.Media;

namespace Whatai.Client.Audio;

/// <summary>Where the sound begins in a file of its own, so that parts can stand behind one another in one file.</summary>
internal static class AudioContainerReader
{
    /// <summary>How many bytes of a WAV file come before its samples; null where it has none.</summary>
    public static int? WaveHeader(ReadOnlySpan<byte> head)
    {
        for (int at = 12; at + 8 <= head.Length;)
        {
            if (head.Slice(at, 4).SequenceEqual("data"u8))
            {
                return at + 8;
            }

            long next = at + 8L + ReadInteger(head, at + 4);
            next += next & 1;
            if (next > head.Length)
            {
                return null;
            }

            at = (int)next;
        }

        return null;
    }

    /// <summary>The length of the samples as the header says it; null where a server that streams did not know it.</summary>
    public static long? WaveLength(ReadOnlySpan<byte> head, int header)
    {
        uint length = ReadInteger(head, header - 4);
        return length is 0 or >= 0x7FFFFF00 ? null : length;
    }

    /// <summary>How many bytes of an MP3 file are no sound: the tag, and a frame that tells the length of this part alone.</summary>
    public static int Mp3Lead(ReadOnlySpan<byte> head)
    {
        int at = 0;
        if (head.Length >= 10 && head.StartsWith("ID3"u8))
        {
            at = 10 + ((head[6] & 0x7F) << 21) + ((head[7] & 0x7F) << 14) + ((head[8] & 0x7F) << 7) + (head[9] & 0x7F);
        }

        if (at >= head.Length || !AudioFrame.IsMp3(head.Slice(at)) || AudioFrame.Read(head.Slice(at)) is not AudioFrame frame || at + frame.Length > head.Length)
        {
            return at;
        }

        ReadOnlySpan<byte> first = head.Slice(at, frame.Length);
        return first.IndexOf("Xing"u8) >= 0 || first.IndexOf("Info"u8) >= 0 || first.IndexOf("VBRI"u8) >= 0 ? at + frame.Length : at;
    }

    private static uint ReadInteger(ReadOnlySpan<byte> bytes, int at) =>
        (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
}
