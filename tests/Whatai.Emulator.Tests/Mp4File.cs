using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Whatai.Emulator.Tests;

/// <summary>Reads an MP4 file's boxes, and runs ffprobe and ffmpeg where they are installed.</summary>
internal sealed class Mp4File
{
    private readonly byte[] _bytes;

    public Mp4File(byte[] bytes)
    {
        _bytes = bytes;
        Boxes = Read(0, bytes.Length);
        Box moov = Boxes.Single(b => b.Type == "moov");
        (int at, _) = Find(moov, "mvhd");
        Duration = (double)U32(at + 16) / U32(at + 12);
        foreach (Box track in Children(moov).Where(b => b.Type == "trak"))
        {
            Box media = Child(track, "mdia");
            Box table = Child(Child(media, "minf"), "stbl");
            string handler = Encoding.ASCII.GetString(_bytes, Find(media, "hdlr").At + 8, 4);
            int sizes = Find(table, "stsz").At;
            int count = (int)U32(sizes + 8);
            uint offset = U32(Find(table, "stco").At + 8);
            if (handler == "soun")
            {
                SoundSamples = count;
                continue;
            }

            int header = Find(track, "tkhd").At;
            Width = (int)(U32(header + 76) >> 16);
            Height = (int)(U32(header + 80) >> 16);
            Frames = count;
            int mediaHeader = Find(media, "mdhd").At;
            FramesPerSecond = count * (double)U32(mediaHeader + 12) / U32(mediaHeader + 16);
            // Each sample is a length-prefixed unit: the chain must fit.
            for (int i = 0; i < count; i++)
            {
                uint size = U32(sizes + 12 + (4 * i));
                FitsItsIndex &= U32((int)offset) + 4 == size;
                offset += size;
            }
        }
    }

    public double Duration { get; }

    public int Width { get; }

    public int Height { get; }

    public int Frames { get; }

    public double FramesPerSecond { get; }

    public int SoundSamples { get; }

    public bool FitsItsIndex { get; } = true;

    public IReadOnlyList<Box> Boxes { get; }

    public static bool HasFfmpeg { get; } = IsInstalled("ffprobe") && IsInstalled("ffmpeg");

    /// <summary>The output of a tool for the file, both streams.</summary>
    public static string Ask(string tool, string arguments, byte[] file)
    {
        string path = Path.Combine(Path.GetTempPath(), $"whatai-{Guid.NewGuid():N}.mp4");
        File.WriteAllBytes(path, file);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, string.Format(CultureInfo.InvariantCulture, arguments, path))
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            return text.Trim();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));

    private List<Box> Children(Box box) => Read(box.At, box.At + (int)box.Length);

    private Box Child(Box box, string type) => Children(box).Single(b => b.Type == type);

    private (int At, long Length) Find(Box box, string type)
    {
        Box found = Child(box, type);
        return (found.At, found.Length);
    }

    private List<Box> Read(int from, int to)
    {
        var boxes = new List<Box>();
        while (from < to)
        {
            long size = U32(from);
            int head = 8;
            if (size == 1)
            {
                size = (long)BinaryPrimitives.ReadUInt64BigEndian(_bytes.AsSpan(from + 8));
                head = 16;
            }

            boxes.Add(new Box(Encoding.ASCII.GetString(_bytes, from + 4, 4), from + head, size - head));
            from += (int)Math.Min(size, int.MaxValue / 2);
        }

        return boxes;
    }

    /// <summary>A box: its type, where its content begins, and how long that is.</summary>
    internal sealed record Box(string Type, int At, long Length);
}
