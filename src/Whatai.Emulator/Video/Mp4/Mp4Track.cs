using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>One track with its samples, all in one chunk.</summary>
/// <param name="Id">From 1.</param>
/// <param name="Timescale">Units per second.</param>
/// <param name="SampleDuration">The duration of every sample but the last, in units.</param>
/// <param name="Duration">The duration of the whole track, in units.</param>
internal sealed record Mp4Track(uint Id, uint Timescale, uint SampleDuration, uint Duration)
{
    internal const uint MovieTimescale = 1000;

    internal required bool IsVideo { get; init; }

    /// <summary>The entry of the sample description.</summary>
    internal required Mp4Box Entry { get; init; }

    internal required IReadOnlyList<byte[]> Samples { get; init; }

    /// <summary>The numbers, from 1, of the sync samples; empty where all are.</summary>
    internal IReadOnlyList<uint> Keys { get; init; } = [];

    internal int Width { get; init; }

    internal int Height { get; init; }

    internal long Length => Samples.Sum(s => (long)s.Length);

    internal uint MovieDuration => (uint)((ulong)Duration * MovieTimescale / Timescale);

    /// <summary>The track's box; its samples begin at <paramref name="offset"/> in the file.</summary>
    internal Mp4Box ToBox(uint offset)
    {
        Mp4Box header = new Mp4Box("tkhd", 3).U32(0).U32(0).U32(Id).U32(0).U32(MovieDuration).Zeros(8)
            .U16(0).U16(0).U16(IsVideo ? 0 : 0x100).U16(0).Matrix().U32((uint)Width << 16).U32((uint)Height << 16);
        Mp4Box media = new Mp4Box("mdia")
            .Box(new Mp4Box("mdhd", 0).U32(0).U32(0).U32(Timescale).U32(Duration).U16(0x55C4).U16(0))
            .Box(new Mp4Box("hdlr", 0).U32(0).Text(IsVideo ? "vide" : "soun").Zeros(12).Text(IsVideo ? "Video\0" : "Sound\0"))
            .Box(new Mp4Box("minf")
                .Box(IsVideo ? new Mp4Box("vmhd", 1).Zeros(8) : new Mp4Box("smhd", 0).Zeros(4))
                .Box(new Mp4Box("dinf").Box(new Mp4Box("dref", 0).U32(1).Box(new Mp4Box("url ", 1))))
                .Box(SampleTable(offset)));
        return new Mp4Box("trak").Box(header).Box(media);
    }

    private Mp4Box SampleTable(uint offset)
    {
        uint count = (uint)Samples.Count;
        uint last = Duration - ((count - 1) * SampleDuration);
        Mp4Box times = new Mp4Box("stts", 0);
        if (last == SampleDuration || count == 1)
        {
            times.U32(1).U32(count).U32(last);
        }
        else
        {
            times.U32(2).U32(count - 1).U32(SampleDuration).U32(1).U32(last);
        }

        Mp4Box sizes = new Mp4Box("stsz", 0).U32(0).U32(count);
        foreach (byte[] sample in Samples)
        {
            sizes.U32((uint)sample.Length);
        }

        Mp4Box table = new Mp4Box("stbl").Box(new Mp4Box("stsd", 0).U32(1).Box(Entry)).Box(times);
        if (Keys.Count > 0)
        {
            Mp4Box keys = new Mp4Box("stss", 0).U32((uint)Keys.Count);
            foreach (uint key in Keys)
            {
                keys.U32(key);
            }

            table.Box(keys);
        }

        return table
            .Box(new Mp4Box("stsc", 0).U32(1).U32(1).U32(count).U32(1))
            .Box(sizes)
            .Box(new Mp4Box("stco", 0).U32(1).U32(offset));
    }
}
