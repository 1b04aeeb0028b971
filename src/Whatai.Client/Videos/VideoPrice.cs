using System;
using System.Globalization;

namespace Whatai.Client.Videos;

/// <summary>As how many calls sites count a video whose model has a price for calls.</summary>
public static class VideoPrice
{
    // new-api's for the larger sizes.
    private const decimal LargeFactor = 1.666667m;
    private const int SmallSide = 1280;

    /// <summary>Sora's models are paid by the second, and larger pictures dearer; others by the video.</summary>
    /// <param name="task">The video.</param>
    /// <returns>Null where the gateway does not say how long or how large it is.</returns>
    public static decimal? CallsOf(VideoTask task)
    {
        if ((task ?? throw new ArgumentNullException(nameof(task))).Model?.StartsWith("sora", StringComparison.OrdinalIgnoreCase) != true)
        {
            return 1;
        }

        string[] sides = (task.Size ?? string.Empty).Split('x');
        return task.Duration is double seconds && sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width) && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? (decimal)seconds * (Math.Max(width, height) > SmallSide ? LargeFactor : 1)
            : null;
    }
}
