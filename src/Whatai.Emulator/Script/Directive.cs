using System.Globalization;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Script;

/// <summary>Splits directives; their meanings are documented at <see cref="AnswerScript"/>.</summary>
/// <param name="Name">The name with its slash; empty when the text is no directive.</param>
/// <param name="Arguments">What follows the single white space after the name; the whole text when there is no name.</param>
internal sealed record Directive(string Name, string Arguments)
{
    private const long MaxChunks = 100_000_000;

    internal static Directive Split(string text)
    {
        if (text.Length == 0 || text[0] != '/')
        {
            return new Directive(string.Empty, text);
        }

        int end = text.IndexOfAny([' ', '\n', '\r', '\t']);
        return end < 0 ? new Directive(text, string.Empty) : new Directive(text.Substring(0, end), text.Substring(end + 1));
    }

    /// <summary>The answer to /repeat.</summary>
    /// <param name="param">The member that errors name.</param>
    internal Answer Repeat(string param)
    {
        int space = Arguments.IndexOf(' ');
        string number = space < 0 ? Arguments : Arguments.Substring(0, space);
        long count = ParseCount("/repeat N TEXT", number, MaxChunks, param);
        return new Answer([new Segment(Field.Content, space < 0 ? string.Empty : Arguments.Substring(space + 1), count)]);
    }

    /// <summary>The answer to /finish.</summary>
    internal Answer Finish()
    {
        int space = Arguments.IndexOf(' ');
        return space < 0
            ? Answer.Content(string.Empty) with { FinishReason = Arguments }
            : Answer.Content(Arguments.Substring(space + 1)) with { FinishReason = Arguments.Substring(0, space) };
    }

    internal static long ParseCount(string form, string text, long max, string param)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= 1 && count <= max
            ? count
            : throw ApiErrorException.BadParameter(param, $"The emulator's directive is {form}, with N of 1 to {max}.");
}
