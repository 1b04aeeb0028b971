using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Whatai.Emulator.Http;

/// <summary>The single range of bytes that a request asks for.</summary>
/// <param name="From">The first byte.</param>
/// <param name="Count">The number of bytes; 0 or less when the range lies outside the file.</param>
internal sealed record ByteRange(long From, long Count)
{
    private static readonly Regex s_pattern = new(@"^\s*bytes\s*=\s*(\d*)-(\d*)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Null when there is no range or an unsupported one; then the whole file is sent.</summary>
    internal static ByteRange? Read(string? header, long length)
    {
        Match match = s_pattern.Match(header ?? string.Empty);
        if (!match.Success || (match.Groups[1].Length == 0 && match.Groups[2].Length == 0)
            || !TryNumber(match.Groups[1].Value, out long? first) || !TryNumber(match.Groups[2].Value, out long? last))
        {
            return null;
        }

        if (first is null)
        {
            long count = Math.Min(last!.Value, length);
            return new ByteRange(length - count, count);
        }

        return last < first ? null : new ByteRange(first.Value, Math.Min(last ?? long.MaxValue, length - 1) - first.Value + 1);
    }

    private static bool TryNumber(string text, out long? number)
    {
        bool parsed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value);
        number = parsed ? value : null;
        return parsed || text.Length == 0;
    }
}
