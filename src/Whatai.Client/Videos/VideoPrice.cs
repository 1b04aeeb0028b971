using System;
using System.Globalization;

namespace Whatai.Client.Videos;

/// <summary>As what sites count a video whose model is paid by the call or by the second.</summary>
public static class VideoPrice
{
    // new-api's for the larger sizes.
    private const decimal LargeFactor = 1.666667m;
    private const int SmallSide = 1280;

    /// <summary>Where the price is that of a call, Sora's models are paid by the second, and larger pictures dearer; others by the video.</summary>
    /// <param name="task">The video.</param>
    /// <param name="request">What was asked for, where that is known: as long as that it is, where the gateway does not say at once how long.</param>
    /// <returns>What is known of it: the gateway may not say how long or how large it is.</returns>
    public static CallSize SizeOf(VideoTask task, VideoRequest? request = null)
    {
        _ = task ?? throw new ArgumentNullException(nameof(task));
        double? length = task.Duration ?? ((double?)task.Frames / task.FramesPerSecond) ?? request?.Duration;
        decimal? seconds = length is > 0 and < int.MaxValue ? (decimal)length : null;
        if (!IsPaidBySecond(task.Model))
        {
            return CallSize.One with { Seconds = seconds };
        }

        string[] sides = (task.Size ?? string.Empty).Split('x');
        bool isKnown = sides.Length == 2;
        isKnown &= int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width);
        isKnown &= int.TryParse(sides[sides.Length - 1], NumberStyles.None, CultureInfo.InvariantCulture, out int height);
        return new CallSize(isKnown ? seconds * (Math.Max(width, height) > SmallSide ? LargeFactor : 1) : null, seconds);
    }

    /// <summary>The same of a video that is yet to be started.</summary>
    /// <param name="request">What is asked for.</param>
    /// <returns>What is known of it: how long and how large a video is that nobody said it of, the gateway decides.</returns>
    public static CallSize SizeOf(VideoRequest request) => new(
        IsPaidBySecond((request ?? throw new ArgumentNullException(nameof(request))).Model) ? null : 1, request.Duration is > 0 and int seconds ? seconds : null);

    private static bool IsPaidBySecond(string? model) => model?.StartsWith("sora", StringComparison.OrdinalIgnoreCase) == true;
}
