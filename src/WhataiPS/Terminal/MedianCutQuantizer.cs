using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace WhataiPS.Terminal;

/// <summary>Chooses the colours that stand for a picture's: boxes of colours are cut in two at their longest side until there are enough.</summary>
internal static class MedianCutQuantizer
{
    // More than these are told apart only roughly: cutting takes its time, and the eye sees no more.
    private const int MostDistinct = 8192;
    private const int Opaque = 128;

    /// <summary>The colours, and for each pixel which one; -1 where it is transparent.</summary>
    public static (IReadOnlyList<(int Red, int Green, int Blue)> Colours, int[] Indexes) Quantize(Bitmap bitmap, int most, CancellationToken cancellationToken)
    {
        int[] keys = new int[bitmap.Width * bitmap.Height];
        Dictionary<int, int> counts = Count(bitmap, keys, cancellationToken);
        var indexOf = new Dictionary<int, int>();
        var colours = new List<(int, int, int)>();
        foreach (List<int> box in Cut([.. counts.Keys], most))
        {
            foreach (int key in box)
            {
                indexOf[key] = colours.Count;
            }

            colours.Add(Mean(box, counts));
        }

        return (colours, [.. keys.Select(key => key < 0 ? -1 : indexOf[key])]);
    }

    private static Dictionary<int, int> Count(Bitmap bitmap, int[] keys, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<int, int>();
        for (int shift = 0; ; shift++)
        {
            counts.Clear();
            int mask = 0x010101 * ((0xFF >> shift) << shift);
            for (int i = 0; i < keys.Length; i++)
            {
                if (i % bitmap.Width == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                keys[i] = bitmap.Pixels[(i * 4) + 3] < Opaque ? -1 : Key(bitmap.Pixels, i * 4) & mask;
                if (keys[i] >= 0)
                {
                    counts[keys[i]] = counts.TryGetValue(keys[i], out int count) ? count + 1 : 1;
                }
            }

            if (counts.Count <= MostDistinct)
            {
                return counts;
            }
        }
    }

    private static List<List<int>> Cut(List<int> all, int most)
    {
        var boxes = new List<(List<int> Keys, int Channel, int Length)>();
        if (all.Count > 0)
        {
            boxes.Add(Box(all));
        }

        while (boxes.Count > 0 && boxes.Count < most)
        {
            int widest = 0;
            for (int i = 1; i < boxes.Count; i++)
            {
                widest = boxes[i].Length > boxes[widest].Length ? i : widest;
            }

            (List<int> keys, int channel, int length) = boxes[widest];
            if (length == 0)
            {
                break;
            }

            keys.Sort((a, b) => Channel(a, channel).CompareTo(Channel(b, channel)));
            int middle = keys.Count / 2;
            boxes[widest] = Box(keys.GetRange(0, middle));
            boxes.Add(Box(keys.GetRange(middle, keys.Count - middle)));
        }

        return boxes.ConvertAll(box => box.Keys);
    }

    // A box with its longest side.
    private static (List<int> Keys, int Channel, int Length) Box(List<int> keys)
    {
        int[] lengths = [.. Enumerable.Range(0, 3).Select(channel => keys.Max(key => Channel(key, channel)) - keys.Min(key => Channel(key, channel)))];
        int longest = Array.IndexOf(lengths, lengths.Max());
        return (keys, longest, lengths[longest]);
    }

    private static (int Red, int Green, int Blue) Mean(List<int> box, Dictionary<int, int> counts)
    {
        long total = box.Sum(key => (long)counts[key]);
        return (One(0), One(1), One(2));

        int One(int channel) => (int)(box.Sum(key => (long)Channel(key, channel) * counts[key]) / total);
    }

    private static int Key(byte[] pixels, int at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];

    private static int Channel(int key, int channel) => (key >> (16 - (channel * 8))) & 0xFF;
}
