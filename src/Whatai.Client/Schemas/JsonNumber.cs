using System;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>A JSON number: exact where decimal can hold it, else as near as double comes.</summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    // So far apart no numbers are that somebody meant; the powers of ten would only take time.
    private const int MostDigits = 1000;

    private readonly string _text;
    private readonly decimal? _exact;
    private readonly double _near;

    private JsonNumber(string text, decimal? exact, double near)
    {
        _text = text;
        _exact = exact;
        _near = near;
    }

    public bool IsInteger => _exact is decimal exact ? exact == decimal.Truncate(exact) : Math.Floor(_near) == _near;

    public static JsonNumber Of(JsonElement value)
    {
        string text = value.GetRawText();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double near))
        {
            // Only .NET Framework refuses what is too large; elsewhere it is infinity.
            near = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        // Decimal takes 1e-40 for 0; double knows better.
        bool isExact = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && (exact != 0) == (near != 0);
        return new JsonNumber(text, isExact ? exact : null, near);
    }

    /// <summary>Reads a keyword that counts something, which may be written as 2.0.</summary>
    public static bool TryGetCount(JsonElement schema, string keyword, out long count)
    {
        count = 0;
        if (!schema.TryGetProperty(keyword, out JsonElement member) || member.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        JsonNumber number = Of(member);
        if (!number.IsInteger || Math.Abs(number._near) > long.MaxValue / 2)
        {
            return false;
        }

        count = (long)number._near;
        return true;
    }

    public int CompareTo(JsonNumber other) =>
        _exact is decimal own && other._exact is decimal its ? own.CompareTo(its) : _near.CompareTo(other._near);

    public bool IsMultipleOf(JsonNumber step)
    {
        if (step._near <= 0)
        {
            return true;
        }

        if (_exact is decimal own && step._exact is decimal its)
        {
            return own % its == 0;
        }

        (BigInteger Digits, long Exponent)? value = Parts(_text);
        (BigInteger Digits, long Exponent)? unit = Parts(step._text);
        if (value is null || unit is null || Math.Abs(value.Value.Exponent - unit.Value.Exponent) > MostDigits)
        {
            return true;
        }

        int shift = (int)(value.Value.Exponent - unit.Value.Exponent);
        return shift >= 0
            ? (value.Value.Digits * BigInteger.Pow(10, shift) % unit.Value.Digits).IsZero
            : (value.Value.Digits % (unit.Value.Digits * BigInteger.Pow(10, -shift))).IsZero;
    }

    /// <summary>The same text for 1, 1.0 and 1e0.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        _exact is not decimal exact ? _near.ToString("R", CultureInfo.InvariantCulture)
        : exact == 0 ? "0"
        : exact.ToString("G29", CultureInfo.InvariantCulture);

    // As whole digits, times a power of ten; null where it is longer than anybody means it.
    private static (BigInteger Digits, long Exponent)? Parts(string text)
    {
        string[] parts = text.Split('e', 'E');
        int exponent = 0;
        if (text.Length > MostDigits || (parts.Length > 1 && !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)))
        {
            return null;
        }

        int point = parts[0].IndexOf('.');
        int decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        string digits = point < 0 ? parts[0] : parts[0].Remove(point, 1);
        return (BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), (long)exponent - decimals);
    }
}
