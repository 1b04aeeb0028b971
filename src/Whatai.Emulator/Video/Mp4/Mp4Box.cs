using System.Collections.Generic;
using System.Text;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>A box of an ISO media file (ISO/IEC 14496-12): numbers are big-endian, boxes are nested.</summary>
internal sealed class Mp4Box
{
    private readonly List<byte> _content = [];
    private readonly string _type;

    internal Mp4Box(string type) => _type = type;

    /// <summary>A box with a version (0) and flags.</summary>
    internal Mp4Box(string type, uint flags)
        : this(type) => U32(flags);

    internal Mp4Box U8(byte value)
    {
        _content.Add(value);
        return this;
    }

    internal Mp4Box U16(int value) => U8((byte)(value >> 8)).U8((byte)value);

    internal Mp4Box U32(uint value) => U16((int)(value >> 16)).U16((int)(value & 0xFFFF));

    internal Mp4Box Zeros(int count) => Bytes(new byte[count]);

    internal Mp4Box Text(string ascii) => Bytes(Encoding.ASCII.GetBytes(ascii));

    internal Mp4Box Bytes(byte[] bytes)
    {
        _content.AddRange(bytes);
        return this;
    }

    internal Mp4Box Box(Mp4Box inner) => Bytes(inner.ToArray());

    /// <summary>The unit matrix: no rotation, no scaling.</summary>
    internal Mp4Box Matrix() => U32(0x10000).Zeros(12).U32(0x10000).Zeros(12).U32(0x40000000);

    internal byte[] ToArray() => [.. new Mp4Size((uint)_content.Count + 8).Bytes, .. Encoding.ASCII.GetBytes(_type), .. _content];

    /// <summary>The 16-byte header of a large free box that pads a file.</summary>
    internal static byte[] FreeHead(long length)
        => [.. new Mp4Size(1).Bytes, .. Encoding.ASCII.GetBytes("free"), .. new Mp4Size((uint)(length >> 32)).Bytes, .. new Mp4Size((uint)length).Bytes];

    private readonly record struct Mp4Size(uint Value)
    {
        internal byte[] Bytes => [(byte)(Value >> 24), (byte)(Value >> 16), (byte)(Value >> 8), (byte)Value];
    }
}
