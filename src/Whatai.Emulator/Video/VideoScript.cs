using System;
using System.Globalization;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Video;

/// <summary>
/// The directives at the start of a video prompt. Several may be combined.
/// <list type="table">
/// <item><term>/run SECONDS</term><description>The run time, in place of the emulator's setting.</description></item>
/// <item><term>/queue SECONDS</term><description>The time in the queue.</description></item>
/// <item><term>/fail CODE</term><description>It fails with the code; the rest of the prompt is the message.</description></item>
/// <item><term>/expire</term><description>It ends as expired.</description></item>
/// <item><term>/stuck</term><description>It never ends.</description></item>
/// <item><term>/bytes N</term><description>Its file is padded to N bytes, up to 4 GB.</description></item>
/// </list>
/// </summary>
internal sealed record VideoScript
{
    private const long MaxBytes = 4L * 1024 * 1024 * 1024;

    internal TimeSpan? Queue { get; private init; }

    internal TimeSpan? Run { get; private init; }

    internal VideoEnd End { get; private init; } = new(VideoStatus.Succeeded);

    internal bool IsStuck { get; private init; }

    /// <summary>The length of the padded file; null for no padding.</summary>
    internal long? Length { get; private init; }

    /// <exception cref="ApiErrorException">A directive has bad arguments.</exception>
    internal static VideoScript Read(string prompt, string param)
    {
        var script = new VideoScript();
        string rest = prompt.Trim();
        while (true)
        {
            var directive = Directive.Split(rest);
            switch (directive.Name)
            {
                case "/run":
                    script = script with { Run = Seconds(Word(directive.Arguments, out rest), param) };
                    break;
                case "/queue":
                    script = script with { Queue = Seconds(Word(directive.Arguments, out rest), param) };
                    break;
                case "/bytes":
                    script = script with { Length = Directive.ParseCount("/bytes N", Word(directive.Arguments, out rest), MaxBytes, param) };
                    break;
                case "/expire":
                    return script with { End = new VideoEnd(VideoStatus.Expired) };
                case "/stuck":
                    return script with { IsStuck = true };
                case "/fail":
                    string code = Word(directive.Arguments, out rest);
                    return script with
                    {
                        End = new VideoEnd(VideoStatus.Failed, code.Length > 0 ? code : "InternalServiceError", rest.Length > 0 ? rest : "The video could not be made."),
                    };
                default:
                    return script;
            }
        }
    }

    private static string Word(string text, out string rest)
    {
        int end = text.IndexOfAny([' ', '\n', '\r', '\t']);
        rest = end < 0 ? string.Empty : text.Substring(end + 1).TrimStart();
        return end < 0 ? text : text.Substring(0, end);
    }

    private static TimeSpan Seconds(string text, string param)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw ApiErrorException.BadParameter(param, "The emulator's directives are /run SECONDS and /queue SECONDS, with 0 to 86400.");
}
