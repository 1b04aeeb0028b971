using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Reads values as the family writes them: a number may be a string, and what is of another kind counts as missing.</summary>
internal static class LenientJson
{
    /// <summary>Whether the name or the text at the reader is that one: most are not, which their length tells.</summary>
    public static bool TextIs(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? reader.ValueTextEquals(name) : reader.ValueSpan.SequenceEqual(name);

    /// <summary>Reads over the value of a member.</summary>
    public static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Goes to the start of a member's object, or over a value of another kind.</summary>
    /// <returns>False where it is no object.</returns>
    public static bool ReadStartObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>A text that each piece of a stream repeats: the same a hundred thousand times is one string.</summary>
    public static string? ReadRepeated(ref Utf8JsonReader reader, string? last)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return last is not null && IsText(ref reader, last) ? last : LenientText.Read(ref reader);
        }

        reader.Skip();
        return last;
    }

    /// <summary>Whether the string at the reader is the text.</summary>
    public static bool IsText(ref Utf8JsonReader reader, string text) =>
#if !NETFRAMEWORK
        // Nearly all are plain, and need not be encoded to be compared.
        (!reader.ValueIsEscaped && Ascii.Equals(reader.ValueSpan, text)) ||
#endif
        reader.ValueTextEquals(text);

    public static string? ReadText(ref Utf8JsonReader reader, bool isPiece = false)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return LenientText.Read(ref reader, isPiece);
        }

        reader.Skip();
        return null;
    }

    /// <summary>Goes to the next object of the array that the reader is in; whatever else stands there is passed over.</summary>
    public static bool ReadElement(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndArray))
        {
            reader.Skip();
        }

        return reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>Whether the reader is at an object that is not empty.</summary>
    public static bool HasMembers(Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>The same for a number, of which 0 is none.</summary>
    public static long ReadRepeated(ref Utf8JsonReader reader, long last)
    {
        if (last == 0)
        {
            return ReadNumber(ref reader);
        }

        SkipValue(ref reader);
        return last;
    }

    public static long ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? number : reader.TryGetDouble(out double fraction) ? Whole(fraction) ?? 0 : 0;
            case JsonTokenType.String:
                return Whole(LenientText.Read(ref reader)) ?? 0;
            default:
                reader.Skip();
                return 0;
        }
    }

    /// <summary>Bytes in base64, also in its form for addresses, without its padding, or as a data URI; null where it is none of these.</summary>
    public static byte[]? ReadBase64(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return Base64Data.Decode(reader.ValueSpan);
    }

    public static long? Count(JsonElement element, string name)
    {
        JsonElement value = Member(element, name);
        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out long number) => number,
            JsonValueKind.Number when value.TryGetDouble(out double fraction) => Whole(fraction),
            JsonValueKind.String => Whole(LenientText.Read(value)),
            _ => null,
        };
    }

    /// <summary>An amount of money or quota; null where there is none.</summary>
    public static decimal? Amount(JsonElement element, string name) => Amount(Member(element, name));

    /// <inheritdoc cref="Amount(JsonElement, string)"/>
    public static decimal? Amount(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => Sensible(number),
        JsonValueKind.String when decimal.TryParse(LenientText.Read(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => Sensible(number),
        _ => null,
    };

    private static JsonElement Member(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value : default;

    // With more than that nothing can be reckoned.
    private static decimal? Sensible(decimal amount) => amount is > -1e15m and < 1e15m ? amount : null;

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction) ? Whole(fraction)
        : null;

    // What is beyond any count, or no number at all, says nothing.
    private static long? Whole(double number) => number is > -1e15 and < 1e15 ? (long)number : null;

    /// <summary>A member as text: what is not text, but is there, goes as its JSON.</summary>
    public static string? Text(JsonElement element, string name, bool isPiece = false)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => LenientText.Read(value, isPiece),
            JsonValueKind.Null => null,
            // Some relays send the arguments as an object.
            _ => value.GetRawText(),
        };
    }

    /// <summary>A value's JSON on one line: what servers indent for people is not the value's.</summary>
    public static string Compact(JsonElement value)
    {
        string json = value.GetRawText();
        if (json.IndexOfAny(['\n', '\r', ' ', '\t']) < 0)
        {
            return json;
        }

        var text = new StringBuilder(json.Length);
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            if (inString || c is not (' ' or '\n' or '\r' or '\t'))
            {
                text.Append(c);
            }

            if (inString && c == '\\')
            {
                text.Append(json[++i]);
            }
            else if (c == '"')
            {
                inString = !inString;
            }
        }

        return text.ToString();
    }

    /// <summary>The arguments of a call, where they were encoded twice: a JSON text that holds an object's JSON is that object.</summary>
    public static string Decoded(string arguments)
    {
        string trimmed = arguments.TrimStart();
        if (trimmed.Length == 0 || trimmed[0] != '"')
        {
            return arguments;
        }

        try
        {
            using var document = JsonDocument.Parse(arguments);
            string inner = Decoded(LenientText.Read(document.RootElement)!);
            return IsObject(inner) ? inner : arguments;
        }
        catch (JsonException)
        {
            return arguments;
        }
    }

    /// <summary>Whether a text is a JSON object.</summary>
    public static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Parses JSON, mended where it must be; null where it is none.</summary>
    public static JsonDocument? Parse(byte[] json)
    {
        json = WellFormedJson.OfBody(json);
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return JsonMender.Mend(json) is byte[] mended ? Parse(mended) : null;
        }
    }

    /// <summary>Whether an <c>error</c> member says that there is one.</summary>
    public static bool ReadIsError(ref Utf8JsonReader reader)
    {
        using JsonDocument error = JsonDocument.ParseValue(ref reader);
        return error.RootElement.ValueKind == JsonValueKind.Object || JsonNames.SaysSomething(error.RootElement);
    }

    /// <summary>Writes an element as it came, but for strings that relays have damaged, which no writer takes.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(LenientText.Read(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
