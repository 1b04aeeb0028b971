using System;
using System.Globalization;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>A JSON number: exact where decimal can hold it, else as near as double comes.</summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    private readonly decimal? _exact;
    private readonly double _near;

    private JsonNumber(decimal? exact, double near)
    {
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
        return new JsonNumber(isExact ? exact : null, near);
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

        double times = _near / step._near;
        return double.IsInfinity(times) || Math.Abs(times - Math.Round(times)) < 1e-9;
    }

    /// <summary>The same text for 1, 1.0 and 1e0.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        _exact is not decimal exact ? _near.ToString("R", CultureInfo.InvariantCulture)
        : exact == 0 ? "0"
        : exact.ToString("G29", CultureInfo.InvariantCulture);
}
