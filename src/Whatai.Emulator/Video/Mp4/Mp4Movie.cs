using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>
/// Makes an MP4 file: H.264 pictures of one colour, which changes every second, and AAC silence if audio is requested. The index
/// comes first, so that a player can start before the download ends. The same arguments give the same bytes.
/// </summary>
internal static class Mp4Movie
{
    private const int UnitsPerFrame = 1000;

    /// <param name="width">In pixels, even.</param>
    /// <param name="height">In pixels, even.</param>
    /// <param name="frames">1 or more.</param>
    /// <param name="framesPerSecond">1 or more.</param>
    /// <param name="withSound">Whether there is an audio track.</param>
    /// <param name="seed">The seed of the colours.</param>
    internal static byte[] Make(int width, int height, int frames, int framesPerSecond, bool withSound, string seed)
    {
        var tracks = new List<Mp4Track> { Video(width, height, frames, framesPerSecond, seed) };
        if (withSound)
        {
            tracks.Add(SpeechSamples((uint)((long)frames * AacSilence.SampleRate / framesPerSecond)));
        }

        byte[] type = new Mp4Box("ftyp").Text("isom").U32(0x200).Text("isomiso2avc1mp41").ToArray();
        // The first pass measures the index; the second has the offsets that follow from it.
        uint start = (uint)(type.Length + Index(tracks, 0).Length + 8);
        var file = new MemoryStream();
        void Write(byte[] bytes) => file.Write(bytes, 0, bytes.Length);
        Write(type);
        Write(Index(tracks, start));
        var data = new Mp4Box("mdat");
        foreach (byte[] sample in tracks.SelectMany(t => t.Samples))
        {
            data.Bytes(sample);
        }

        Write(data.ToArray());
        return file.ToArray();
    }

    /// <summary>The colour of the last frame.</summary>
    internal static Yuv LastColour(int frames, int framesPerSecond, string seed) => Colour(seed, (frames - 1) / framesPerSecond);

    private static Yuv Colour(string seed, int second)
    {
        byte[] hash = Hex.Hash(System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}#{second}")));
        return Yuv.FromBytes(hash[0], hash[1], hash[2]);
    }

    private static byte[] Index(List<Mp4Track> tracks, uint start)
    {
        Mp4Box movie = new Mp4Box("moov").Box(new Mp4Box("mvhd", 0).U32(0).U32(0).U32(Mp4Track.MovieTimescale).U32(tracks.Max(t => t.MovieDuration))
            .U32(0x10000).U16(0x100).Zeros(10).Matrix().Zeros(24).U32((uint)tracks.Count + 1));
        foreach (Mp4Track track in tracks)
        {
            movie.Box(track.ToBox(start));
            start += (uint)track.Length;
        }

        return movie.ToArray();
    }

    private static Mp4Track Video(int width, int height, int frames, int framesPerSecond, string seed)
    {
        var encoder = new H264Encoder(width, height, framesPerSecond);
        var samples = new List<byte[]>(frames);
        var keys = new List<uint>();
        for (int i = 0; i < frames; i++)
        {
            bool isKey = i % framesPerSecond == 0;
            samples.Add(LengthPrefixed(isKey ? encoder.EncodeKey(Colour(seed, i / framesPerSecond)) : encoder.EncodeRepeat()));
            if (isKey)
            {
                keys.Add((uint)i + 1);
            }
        }

        byte[] sequence = encoder.Sequence();
        byte[] picture = H264Encoder.Picture();
        Mp4Box config = new Mp4Box("avcC").U8(1).Bytes([sequence[1], sequence[2], sequence[3]]).U8(0xFF)
            .U8(0xE1).U16(sequence.Length).Bytes(sequence).U8(1).U16(picture.Length).Bytes(picture);
        Mp4Box entry = new Mp4Box("avc1").Zeros(6).U16(1).Zeros(16).U16(width).U16(height)
            .U32(0x480000).U32(0x480000).U32(0).U16(1).Zeros(32).U16(24).U16(0xFFFF).Box(config);
        return new Mp4Track(1, (uint)(framesPerSecond * UnitsPerFrame), UnitsPerFrame, (uint)(frames * UnitsPerFrame))
        {
            IsVideo = true, Entry = entry, Samples = samples, Keys = keys, Width = width, Height = height,
        };
    }

    private static Mp4Track SpeechSamples(uint length)
    {
        int frames = Math.Max(1, (int)((length + AacSilence.SamplesPerFrame - 1) / AacSilence.SamplesPerFrame));
        byte[] config = AacSilence.Config;
        // ES_Descriptor with DecoderConfigDescriptor (AAC, audio stream), DecoderSpecificInfo and SLConfigDescriptor.
        Mp4Box descriptor = new Mp4Box("esds", 0)
            .U8(3).U8((byte)(23 + config.Length)).U16(2).U8(0)
            .U8(4).U8((byte)(15 + config.Length)).U8(0x40).U8(0x15).Zeros(3).U32(0).U32(0)
            .U8(5).U8((byte)config.Length).Bytes(config)
            .U8(6).U8(1).U8(2);
        Mp4Box entry = new Mp4Box("mp4a").Zeros(6).U16(1).Zeros(8).U16(1).U16(16).U32(0).U32((uint)AacSilence.SampleRate << 16).Box(descriptor);
        return new Mp4Track(2, AacSilence.SampleRate, AacSilence.SamplesPerFrame, length)
        {
            IsVideo = false, Entry = entry, Samples = Enumerable.Repeat(AacSilence.Frame, frames).ToArray(),
        };
    }

    // In a file each unit is preceded by its length.
    private static byte[] LengthPrefixed(byte[] unit)
        => [(byte)(unit.Length >> 24), (byte)(unit.Length >> 16), (byte)(unit.Length >> 8), (byte)unit.Length, .. unit];
}
