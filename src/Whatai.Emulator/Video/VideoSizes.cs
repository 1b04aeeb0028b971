using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Video;

/// <summary>The pixels of each resolution and ratio, as Ark documents them: those of Seedance 1.0, and those of 1.5 and later.</summary>
internal static class VideoSizes
{
    private static readonly Dictionary<(string Resolution, string Ratio), (int W1, int H1, int W2, int H2)> s_sizes = new()
    {
        [("480p", "16:9")] = (864, 480, 864, 496),
        [("480p", "4:3")] = (736, 544, 752, 560),
        [("480p", "1:1")] = (640, 640, 640, 640),
        [("480p", "3:4")] = (544, 736, 560, 752),
        [("480p", "9:16")] = (480, 864, 496, 864),
        [("480p", "21:9")] = (960, 416, 992, 432),
        [("720p", "16:9")] = (1248, 704, 1280, 720),
        [("720p", "4:3")] = (1120, 832, 1112, 834),
        [("720p", "1:1")] = (960, 960, 960, 960),
        [("720p", "3:4")] = (832, 1120, 834, 1112),
        [("720p", "9:16")] = (704, 1248, 720, 1280),
        [("720p", "21:9")] = (1504, 640, 1470, 630),
        [("1080p", "16:9")] = (1920, 1088, 1920, 1080),
        [("1080p", "4:3")] = (1664, 1248, 1664, 1248),
        [("1080p", "1:1")] = (1440, 1440, 1440, 1440),
        [("1080p", "3:4")] = (1248, 1664, 1248, 1664),
        [("1080p", "9:16")] = (1088, 1920, 1080, 1920),
        [("1080p", "21:9")] = (2176, 928, 2206, 946),
    };

    internal static string[] Resolutions { get; } = ["480p", "720p", "1080p"];

    internal static string[] Ratios { get; } = ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"];

    internal static (int Width, int Height) Of(string resolution, string ratio, bool isFirstGeneration)
    {
        (int w1, int h1, int w2, int h2) = s_sizes[(resolution, ratio)];
        return isFirstGeneration ? (w1, h1) : (w2, h2);
    }

    /// <summary>The ratio nearest to an image's, which <c>adaptive</c> selects.</summary>
    internal static string Nearest(int width, int height) => Ratios.OrderBy(ratio =>
    {
        string[] sides = ratio.Split(':');
        double asked = Math.Log((double)width / height);
        double offered = Math.Log(double.Parse(sides[0], System.Globalization.CultureInfo.InvariantCulture) / double.Parse(sides[1], System.Globalization.CultureInfo.InvariantCulture));
        return Math.Abs(asked - offered);
    }).First();
}
