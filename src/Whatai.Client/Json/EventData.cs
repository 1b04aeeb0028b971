using System;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Tells what the data of an event is, where it does not begin with a JSON object.</summary>
internal static class EventData
{
    private const int LongestSign = 64;

    // What gateways send as data to keep a connection open, by its letters.
    private static readonly string[] s_signs = ["ping", "pong", "heartbeat", "keepalive", "alive", "processing", "openrouterprocessing", "null"];

    /// <summary>
    /// Reads over what says nothing: white space, what parts the elements of an array, comments and signs of life that came as data. What
    /// is left begins with a value, or with something that is none.
    /// </summary>
    public static ReadOnlySpan<byte> SkipToValue(ReadOnlySpan<byte> data)
    {
        while (true)
        {
            data = TrimStart(data);
            if (data.IsEmpty || data[0] == (byte)'{')
            {
                return data;
            }

            if (data[0] is (byte)',' or (byte)']' || (data[0] == (byte)'[' && BeginsObjects(TrimStart(data.Slice(1)))))
            {
                data = data.Slice(1);
            }
            else if (data.StartsWith("data:"u8))
            {
                data = data.Slice(5);
            }
            else if (data[0] == (byte)':' || IsSign(FirstLine(data)))
            {
                data = data.Slice(FirstLine(data).Length);
            }
            else
            {
                return data;
            }
        }
    }

    /// <summary>Whether a whole body is events, an array or an object a line, and not one object.</summary>
    public static bool IsStream(ReadOnlySpan<byte> body)
    {
        body = TrimStart(body);
        return !body.IsEmpty && (body[0] != (byte)'{' || !SkipToValue(body.Slice(FirstValueLength(body))).IsEmpty);
    }

    /// <summary>The same of a body that may be plain text as well.</summary>
    public static bool IsStreamAndNoText(ReadOnlySpan<byte> body) => IsStream(body) && (TrimStart(body)[0] == (byte)'{' || MayBeEvents(body));

    /// <summary>Whether it begins as events do: with a comment or the name of a field. Nothing at all does.</summary>
    public static bool MayBeEvents(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = Beginning(start);
        return text.IsEmpty || text[0] == (byte)':' || BeginsField(text, "data"u8) || BeginsField(text, "event"u8) || BeginsField(text, "id"u8) || BeginsField(text, "retry"u8);
    }

    /// <summary>A body from its first sign on, without its mark and white space.</summary>
    public static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> body) => TrimStart(body.StartsWith("\uFEFF"u8) ? body.Slice(3) : body);

    /// <summary>How long the first value is; all of the data where it is none.</summary>
    public static int FirstValueLength(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : data.Length;
        }
        catch (JsonException)
        {
            return data.Length;
        }
    }

    /// <summary>Whether its last word is that the stream is done.</summary>
    public static bool EndsDone(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && JsonSplitter.IsSpace(data[data.Length - 1]))
        {
            data = data.Slice(0, data.Length - 1);
        }

        return data.EndsWith("[DONE]"u8);
    }

    /// <summary>Whether it is <c>[DONE]</c>, however it is written.</summary>
    public static bool IsDone(ReadOnlySpan<byte> data) => !data.IsEmpty && Letters(FirstLine(data)) is "done" && data[0] is (byte)'[' or (byte)'"';

    /// <summary>Whether an event of that name keeps the connection open and says nothing more, unless its data is JSON.</summary>
    public static bool IsSign(string name) => IsSign(Encoding.UTF8.GetBytes(name));

    // A field ends its name with a colon, or is nothing but its name; other text may begin with the same letters.
    private static bool BeginsField(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.StartsWith(name) && (text.Length == name.Length || text[name.Length] is (byte)':' or (byte)'\n' or (byte)'\r');

    private static bool BeginsObjects(ReadOnlySpan<byte> inside) => !inside.IsEmpty && inside[0] is (byte)'{' or (byte)']';

    private static bool IsSign(ReadOnlySpan<byte> text) => Letters(text) is { Length: > 0 } word && Array.IndexOf(s_signs, word) >= 0;

    private static string? Letters(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestSign)
        {
            return null;
        }

        var word = new StringBuilder();
        foreach (byte value in text)
        {
            if ((value | 0x20) is >= 'a' and <= 'z')
            {
                word.Append((char)(value | 0x20));
            }
            else if (value is >= 0x80 or (byte)'{' or (byte)'}')
            {
                return null;
            }
        }

        return word.ToString();
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> data) => data.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and int end ? data.Slice(0, end) : data;

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && JsonSplitter.IsSpace(data[0]))
        {
            data = data.Slice(1);
        }

        return data;
    }
}
