using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Whatai.Emulator.Schema;

/// <summary>A number within its schema's bounds. Bounds beyond 10^18 are ignored.</summary>
internal static class SchemaNumber
{
    private const decimal Largest = 1_000_000_000_000_000_000m;

    /// <summary>1 or 1.5 plus <paramref name="ordinal"/>, moved into the bounds.</summary>
    internal static decimal Make(List<JsonElement> facets, bool isInteger, int ordinal)
    {
        decimal[] Bounds(string keyword) => facets
            .Select(f => f.TryGetProperty(keyword, out JsonElement v) ? Read(v) : null)
            .OfType<decimal>()
            .ToArray();

        decimal low = Bounds("minimum").Concat(Bounds("exclusiveMinimum")).DefaultIfEmpty(-Largest).Max();
        decimal high = Bounds("maximum").Concat(Bounds("exclusiveMaximum")).DefaultIfEmpty(Largest).Min();
        bool lowIsOpen = Bounds("exclusiveMinimum").Contains(low);
        bool highIsOpen = Bounds("exclusiveMaximum").Contains(high);
        decimal step = Bounds("multipleOf").Where(m => m > 0).DefaultIfEmpty(isInteger ? 1 : 0).Max();
        decimal value = (isInteger ? 1m : 1.5m) + (ordinal * Math.Max(step, 1));
        if (step > 0)
        {
            return Grid(value, step, low, lowIsOpen, high, highIsOpen);
        }

        bool IsBelow(decimal v) => v < low || (lowIsOpen && v == low);
        bool IsAbove(decimal v) => v > high || (highIsOpen && v == high);
        if (!IsBelow(value) && !IsAbove(value))
        {
            return value;
        }

        if (IsBelow(value))
        {
            return !lowIsOpen ? low : high < Largest ? (low + high) / 2 : low + 1;
        }

        return !highIsOpen ? high : low > -Largest ? (low + high) / 2 : high - 1;
    }

    /// <summary>A limit on a length; <paramref name="otherwise"/> when it is not a valid number.</summary>
    internal static long Whole(JsonElement value, long otherwise)
        => Read(value) is { } number && number >= 0 && number <= int.MaxValue ? (long)number : otherwise;

    /// <summary>The lowest multiple of the step at or above the value, or otherwise the highest within the bounds.</summary>
    private static decimal Grid(decimal value, decimal step, decimal low, bool lowIsOpen, decimal high, bool highIsOpen)
    {
        decimal first = decimal.Ceiling(low / step) * step;
        first += lowIsOpen && first == low ? step : 0;
        decimal last = decimal.Floor(high / step) * step;
        last -= highIsOpen && last == high ? step : 0;
        return Math.Max(first, Math.Min(last, decimal.Ceiling(value / step) * step));
    }

    private static decimal? Read(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && Math.Abs(number) < Largest ? number : null;
}
