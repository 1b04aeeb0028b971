using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Whatai.Emulator.Audio;

/// <summary>AAC in ADTS: silent mono frames at 24 kHz. Data stream elements before the silence hold the text.</summary>
internal static class Aac
{
    private const int HeadLength = 7;
    private const int SamplesOfFrame = 1024;
    private const int Room = 200;

    // A single channel element without any spectrum, and the end element.
    private static readonly byte[] s_silence = [0x00, 0xC8, 0x00, 0x80, 0x23, 0x80];

    // A data stream element: three bits of type, four of instance tag, and the byte-align flag.
    private const byte DataElement = 0x81;

    internal static byte[] Make(string text, int samples)
    {
        var parts = new List<byte[]>(SpeechSamples.Parts(text, Room));
        int frames = Math.Max(Math.Max(1, parts.Count), (samples + SamplesOfFrame - 1) / SamplesOfFrame);
        using var stream = new MemoryStream();
        for (int i = 0; i < frames; i++)
        {
            byte[] data = i < parts.Count ? [DataElement, (byte)parts[i].Length, .. parts[i]] : [];
            int length = HeadLength + data.Length + s_silence.Length;

            // MPEG-4, no CRC; AAC-LC, 24 kHz (6), one channel; the length; a full buffer.
            byte[] head =
            [
                0xFF, 0xF1, (1 << 6) | (6 << 2), (byte)((1 << 6) | (length >> 11)), (byte)(length >> 3), (byte)(((length & 7) << 5) | 0x1F), 0xFC,
            ];
            stream.Write(head, 0, head.Length);
            stream.Write(data, 0, data.Length);
            stream.Write(s_silence, 0, s_silence.Length);
        }

        return stream.ToArray();
    }

    internal static RecognizedSpeech Recognize(byte[] content)
    {
        using var text = new MemoryStream();
        int frames = 0;
        int at = 0;
        while (at + HeadLength <= content.Length && content[at] == 0xFF)
        {
            int length = ((content[at + 3] & 3) << 11) | (content[at + 4] << 3) | (content[at + 5] >> 5);
            if (length < HeadLength || at + length > content.Length)
            {
                break;
            }

            if (content[at + HeadLength] == DataElement)
            {
                text.Write(content, at + HeadLength + 2, content[at + HeadLength + 1]);
            }

            at += length;
            frames++;
        }

        return at == content.Length
            ? new RecognizedSpeech(Encoding.UTF8.GetString(text.ToArray()), (double)frames * SamplesOfFrame / SpeechSamples.SampleRate)
            : throw new InvalidDataException("The file is cut short.");
    }
}
