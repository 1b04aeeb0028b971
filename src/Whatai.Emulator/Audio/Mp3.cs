using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>
/// MP3 of silent frames: MPEG 1, layer 3, 32 kbit/s, 48 kHz, one channel, 96 bytes and 24 ms each. A frame without main data has room
/// for ancillary data, which holds the text.
/// </summary>
internal static class Mp3
{
    private const int FrameLength = 96;
    private const int SamplesOfFrame = 1152;
    private const int SampleRate = 48_000;

    // Four bytes of header and 17 of side information without main data.
    private const int Free = 21;
    private static readonly byte[] s_head = [0xFF, 0xFB, 0x14, 0xC4];
    private static readonly byte[] s_mark = [0x1E, (byte)'w', (byte)'t'];

    private static int Room => FrameLength - Free - s_mark.Length - 1;

    /// <summary>A file with the duration of that many samples of <see cref="SpeechSamples"/>.</summary>
    internal static byte[] Make(string text, int samples)
    {
        var parts = new List<byte[]>(SpeechSamples.Parts(text, Room));
        int frames = Math.Max(parts.Count, (int)Math.Ceiling((double)samples / SpeechSamples.SampleRate * SampleRate / SamplesOfFrame));
        byte[] file = new byte[frames * FrameLength];
        for (int i = 0; i < frames; i++)
        {
            int at = i * FrameLength;
            s_head.CopyTo(file, at);
            if (i < parts.Count)
            {
                s_mark.CopyTo(file, at + Free);
                file[at + Free + s_mark.Length] = (byte)parts[i].Length;
                parts[i].CopyTo(file, at + Free + s_mark.Length + 1);
            }
        }

        return file;
    }

    internal static RecognizedSpeech Recognize(byte[] content)
    {
        int at = content.AsSpan().StartsWith("ID3"u8)
            ? 10 + ((content[6] & 0x7F) << 21) + ((content[7] & 0x7F) << 14) + ((content[8] & 0x7F) << 7) + (content[9] & 0x7F)
            : 0;
        if (!content.AsSpan(Math.Min(at, content.Length)).StartsWith(s_head))
        {
            // From another encoder; it starts like MPEG audio.
            return at + 1 < content.Length && content[at] == 0xFF && (content[at + 1] & 0xE0) == 0xE0
                ? RecognizedSpeech.Unknown((content.Length - at) / 16_000d)
                : throw new InvalidDataException("There is no frame of MPEG audio.");
        }

        using var text = new MemoryStream();
        int frames = 0;
        for (; at + FrameLength <= content.Length && content.AsSpan(at).StartsWith(s_head); at += FrameLength, frames++)
        {
            ReadOnlySpan<byte> free = content.AsSpan(at + Free, FrameLength - Free);
            if (free.StartsWith(s_mark))
            {
                text.Write(free.Slice(s_mark.Length + 1, free[s_mark.Length]).ToArray(), 0, free[s_mark.Length]);
            }
        }

        return at == content.Length
            ? new RecognizedSpeech(Encoding.UTF8.GetString(text.ToArray()), (double)frames * SamplesOfFrame / SampleRate)
            : throw new InvalidDataException("The file is cut short.");
    }
}
