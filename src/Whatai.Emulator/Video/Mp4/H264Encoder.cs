using System.Collections.Generic;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>
/// A small H.264 encoder, constrained baseline, for pictures of one colour. The first macroblock of a key picture is raw
/// (I_PCM); all others are predicted from it without a residual; every other picture skips all macroblocks. So a key picture costs one byte
/// per macroblock, any other about ten bytes, and every decoder supports it. The numbers in the comments are those of the standard, ITU-T H.264.
/// </summary>
internal sealed class H264Encoder(int width, int height, int framesPerSecond)
{
    private const int Side = 16;
    private const int FrameNumberBits = 8;
    private const byte KeyPicture = 0x65;
    private const byte OtherPicture = 0x41;
    private const uint IntraSlice = 7;
    private const uint PredictedSlice = 5;
    private const uint RawMacroblock = 25;
    private const uint PredictedFromMean = 3; // I_16x16_2_0_0: DC prediction, no residual
    private const uint NoFilter = 1;

    // Level, maximum macroblocks per picture and per second (table A-1).
    private static readonly (byte Level, int Picture, int Second)[] s_levels =
    [
        (30, 1620, 40_500), (31, 3600, 108_000), (40, 8192, 245_760), (50, 22_080, 589_824), (51, 36_864, 983_040),
    ];

    private readonly int _columns = (width + Side - 1) / Side;
    private readonly int _rows = (height + Side - 1) / Side;
    private int _keys;
    private uint _frame;

    internal byte Level { get; } = LevelFor((width + Side - 1) / Side * ((height + Side - 1) / Side), framesPerSecond);

    /// <summary>The sequence parameter set (7.3.2.1).</summary>
    internal byte[] Sequence()
    {
        BitWriter bits = new BitWriter()
            .Bits(66, 8).Bits(0b1100_0000, 8).Bits(Level, 8)
            .Unsigned(0)
            .Unsigned(FrameNumberBits - 4)
            .Unsigned(2) // pictures come in the order in which they are shown
            .Unsigned(1).Flag(false)
            .Unsigned((uint)_columns - 1).Unsigned((uint)_rows - 1)
            .Flag(true).Flag(true);
        int right = ((_columns * Side) - width) / 2;
        int bottom = ((_rows * Side) - height) / 2;
        bool crops = right > 0 || bottom > 0;
        bits.Flag(crops);
        if (crops)
        {
            bits.Unsigned(0).Unsigned((uint)right).Unsigned(0).Unsigned((uint)bottom);
        }

        return Unit(0x67, bits.Flag(false).TrailingBits());
    }

    /// <summary>The picture parameter set (7.3.2.2): CAVLC, and slices may turn the deblocking filter off.</summary>
    internal static byte[] Picture() => Unit(0x68, new BitWriter()
        .Unsigned(0).Unsigned(0).Flag(false).Flag(false).Unsigned(0).Unsigned(0).Unsigned(0).Flag(false).Bits(0, 2)
        .SignedZero().SignedZero().SignedZero()
        .Flag(true).Flag(false).Flag(false).TrailingBits());

    /// <summary>Encodes a key picture of one colour.</summary>
    internal byte[] EncodeKey(Yuv colour)
    {
        BitWriter bits = new BitWriter().Unsigned(0).Unsigned(IntraSlice).Unsigned(0)
            .Bits(0, FrameNumberBits)
            .Unsigned((uint)(_keys++ & 1)) // neighbouring key pictures must differ in it
            .Flag(false).Flag(false).SignedZero().Unsigned(NoFilter);
        _frame = 0;
        bits.Unsigned(RawMacroblock).Align()
            .Repeat(colour.Y, Side * Side).Repeat(colour.U, Side * Side / 4).Repeat(colour.V, Side * Side / 4);
        for (int row = 0; row < _rows; row++)
        {
            for (int column = row == 0 ? 1 : 0; column < _columns; column++)
            {
                bits.Unsigned(PredictedFromMean).Unsigned(0).SignedZero();
                // coeff_token for "no coefficient" (table 9-5): beside the raw macroblock, which counts as 16, it has six bits.
                bool besideRaw = row + column == 1;
                bits.Bits(besideRaw ? 3u : 1u, besideRaw ? 6 : 1);
            }
        }

        return Unit(KeyPicture, bits.TrailingBits());
    }

    /// <summary>Encodes a picture that repeats the previous one.</summary>
    internal byte[] EncodeRepeat() => Unit(OtherPicture, new BitWriter().Unsigned(0).Unsigned(PredictedSlice).Unsigned(0)
        .Bits(++_frame & ((1 << FrameNumberBits) - 1), FrameNumberBits)
        .Flag(false).Flag(false).Flag(false).SignedZero().Unsigned(NoFilter)
        .Unsigned((uint)(_columns * _rows)).TrailingBits());

    // Emulation prevention: a 3 breaks up three bytes that look like a start code (7.4.1).
    private static byte[] Unit(byte header, BitWriter payload)
    {
        var unit = new List<byte> { header };
        int zeros = 0;
        foreach (byte value in payload.ToArray())
        {
            if (zeros == 2 && value <= 3)
            {
                unit.Add(3);
                zeros = 0;
            }

            unit.Add(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }

        return unit.ToArray();
    }

    private static byte LevelFor(int macroblocks, int framesPerSecond)
    {
        foreach ((byte level, int picture, int second) in s_levels)
        {
            if (macroblocks <= picture && macroblocks * framesPerSecond <= second)
            {
                return level;
            }
        }

        return 62;
    }
}
