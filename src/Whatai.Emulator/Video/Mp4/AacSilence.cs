namespace Whatai.Emulator.Video.Mp4;

/// <summary>Silence in AAC-LC, one channel, 48 kHz (ISO/IEC 14496-3): the audio track of videos with sound.</summary>
internal static class AacSilence
{
    internal const int SampleRate = 48_000;
    internal const int SamplesPerFrame = 1024;

    /// <summary>AudioSpecificConfig: AAC-LC, the fourth sample rate of the table, one channel.</summary>
    internal static byte[] Config { get; } = new BitWriter().Bits(2, 5).Bits(3, 4).Bits(1, 4).Bits(0, 3).ToArray();

    /// <summary>A frame: one channel element without bands, then the end.</summary>
    internal static byte[] Frame { get; } = new BitWriter()
        .Bits(0, 3).Bits(0, 4).Bits(0, 8) // single channel, tag, gain
        .Bits(0, 1).Bits(0, 2).Bits(0, 1).Bits(0, 6).Bits(0, 1) // long window, no band, no predictor
        .Bits(0, 3) // no pulse, no noise shaping, no gain control
        .Bits(7, 3).Align().ToArray();
}
