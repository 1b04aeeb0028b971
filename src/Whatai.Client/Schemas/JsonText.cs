using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>JSON values as text: to read, to show, to compare.</summary>
internal static class JsonText
{
    private const int LongestExcerpt = 60;

    /// <summary>The text of a string, the JSON of anything else.</summary>
    public static string Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value.GetRawText();
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is valid JSON, but no text.
            return value.GetRawText().Trim('"');
        }
    }

    public static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }

    /// <summary>JSON short enough for a message.</summary>
    public static string Excerpt(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? $"\"{Read(value)}\"" : value.GetRawText();
        text = text.Replace('\r', ' ').Replace('\n', ' ');
        if (text.Length <= LongestExcerpt)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestExcerpt - 1]) ? LongestExcerpt - 1 : LongestExcerpt;
        return text.Substring(0, end) + "\u2026";
    }

    public static string Count(long number, string noun) =>
        string.Format(CultureInfo.InvariantCulture, number == 1 ? "{0} {1}" : "{0} {1}s", number, noun);

    /// <summary>The same text for JSON that means the same: members in any order, numbers written in any way.</summary>
    public static string Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty member in value.EnumerateObject().OrderBy(ReadName, StringComparer.Ordinal))
                {
                    AppendText(text, ReadName(member));
                    text.Append(':');
                    Append(text, member.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendText(text, Read(value));
                break;
            case JsonValueKind.Number:
                text.Append(JsonNumber.Of(value));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // With its length before it, no text can look like the JSON around it.
    private static void AppendText(StringBuilder text, string part) =>
        text.Append('"').Append(part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part);
}
