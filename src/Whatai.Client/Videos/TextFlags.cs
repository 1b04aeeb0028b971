using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Whatai.Client.Errors;

namespace Whatai.Client.Videos;

/// <summary>Parameters as flags inside the text, the way that Ark's models before Seedance 1.0 want them.</summary>
internal static class TextFlags
{
    public static bool AreWantedBy(string model) =>
        model.Contains("seaweed", StringComparison.OrdinalIgnoreCase) || model.Contains("wan2-1", StringComparison.OrdinalIgnoreCase);

    /// <summary>The prompt with the request's flags behind it.</summary>
    /// <exception cref="ArgumentException">The prompt has a flag already that the request gives, too.</exception>
    public static string Append(VideoRequest request)
    {
        var text = new StringBuilder(request.Prompt);
        void Flag(string name, string? value)
        {
            if (value is null)
            {
                return;
            }

            if (Regex.IsMatch(request.Prompt, $@"(^|\s)--{name}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
            {
                throw new LocalizableMessage("FlagTwice", $"The prompt has --{name} already. Leave the parameter out, or the flag.").ToArgumentException();
            }

            text.Append(text.Length > 0 ? " --" : "--").Append(name).Append(' ').Append(value);
        }

        Flag("resolution", request.Resolution);
        Flag("ratio", request.Ratio);
        Flag("duration", request.Duration?.ToString(CultureInfo.InvariantCulture));
        Flag("seed", request.Seed?.ToString(CultureInfo.InvariantCulture));
        Flag("camerafixed", Text(request.CameraFixed));
        Flag("watermark", Text(request.Watermark));
        return text.ToString();
    }

    private static string? Text(bool? value) => value is bool given ? given ? "true" : "false" : null;
}
