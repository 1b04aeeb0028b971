using System;

namespace Whatai.Client.Media;

/// <summary>The head of one frame of MPEG audio or of AAC in ADTS: enough to find the next frame, and to know that it belongs to the same stream.</summary>
/// <param name="MediaType"><c>audio/mpeg</c> or <c>audio/aac</c>.</param>
/// <param name="Length">The whole frame, in bytes.</param>
/// <param name="Fixed">The bits that all frames of a stream share.</param>
internal readonly record struct AudioFrame(string MediaType, int Length, int Fixed)
{
    public const int HeadLength = 4;

    private const int AdtsHeadLength = 7;
    private const int Layer3 = 1;
    private const int Layer1 = 3;
    private const int Mpeg1 = 3;

    /// <summary>The frame that begins the content; null where none does.</summary>
    public static AudioFrame? Read(ReadOnlySpan<byte> content) =>
        content.Length < HeadLength || content[0] != 0xFF || (content[1] & 0xE0) != 0xE0 ? null
        : (content[1] & 0xF6) == 0xF0 ? ReadAdts(content)
        : ReadMpeg(content);

    /// <summary>Whether the content is frame after frame: a head alone is four bytes that a text can begin with, as UTF-16 does.</summary>
    /// <param name="content">The content, or its start.</param>
    /// <returns>The MIME type; null where it is not.</returns>
    public static string? Detect(ReadOnlySpan<byte> content)
    {
        if (Read(content) is not AudioFrame first)
        {
            return null;
        }

        // FF FE is a byte order mark as well as layer I, which nobody uses: there the next frame must be seen.
        bool mustBeSeen = content[1] >= 0xFE;
        return first.Length + HeadLength > content.Length
            ? mustBeSeen ? null : first.MediaType
            : Read(content.Slice(first.Length)) is AudioFrame next && next.Fixed == first.Fixed ? first.MediaType : null;
    }

    /// <summary>Whether the content begins with a frame of layer III.</summary>
    public static bool IsMp3(ReadOnlySpan<byte> content) => content.Length >= HeadLength && ((content[1] >> 1) & 3) == Layer3 && Read(content) is not null;

    private static AudioFrame? ReadAdts(ReadOnlySpan<byte> content)
    {
        // The length goes over the 4 bytes that are asked for.
        if (content.Length < AdtsHeadLength)
        {
            return new AudioFrame("audio/aac", AdtsHeadLength, 0);
        }

        int length = ((content[3] & 3) << 11) | (content[4] << 3) | (content[5] >> 5);
        bool isKnownRate = ((content[2] >> 2) & 15) <= 12;
        return isKnownRate && length >= AdtsHeadLength ? new AudioFrame("audio/aac", length, (content[1] << 8) | (content[2] & 0xFC)) : null;
    }

    private static AudioFrame? ReadMpeg(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<int> rates1Layer1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0];
        ReadOnlySpan<int> rates1Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0];
        ReadOnlySpan<int> rates1Layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
        ReadOnlySpan<int> rates2Layer1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0];
        ReadOnlySpan<int> rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
        ReadOnlySpan<int> frequencies = [44100, 48000, 32000, 0];
        int version = (content[1] >> 3) & 3;
        int layer = (content[1] >> 1) & 3;
        bool isFirst = version == Mpeg1;
        ReadOnlySpan<int> rates = layer == Layer1 ? isFirst ? rates1Layer1 : rates2Layer1 : !isFirst ? rates2 : layer == Layer3 ? rates1Layer3 : rates1Layer2;
        int bitRate = rates[content[2] >> 4] * 1000;
        int frequency = frequencies[(content[2] >> 2) & 3] / (version switch { Mpeg1 => 1, 2 => 2, _ => 4 });
        if (version == 1 || layer == 0 || bitRate == 0 || frequency == 0)
        {
            return null;
        }

        int padding = (content[2] >> 1) & 1;
        int length = layer == Layer1 ? ((12 * bitRate / frequency) + padding) * 4
            : ((layer == Layer3 && !isFirst ? 72 : 144) * bitRate / frequency) + padding;
        return new AudioFrame("audio/mpeg", length, (content[1] << 8) | (content[2] & 0x0C));
    }
}
