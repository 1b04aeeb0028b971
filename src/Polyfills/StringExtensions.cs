// Overloads that net472 lacks, so that the code above needs no conditions.
#pragma warning disable IDE0130
namespace System;

internal static class StringExtensions
{
    public static bool Contains(this string text, string value, StringComparison comparison) =>
        text.IndexOf(value, comparison) >= 0;

    public static bool Contains(this string text, char value) => text.IndexOf(value) >= 0;

    // Ordinal is what the old overload does, and all that is asked of it here.
    public static string Replace(this string text, string value, string replacement, StringComparison comparison) =>
        comparison == StringComparison.Ordinal ? text.Replace(value, replacement) : throw new NotSupportedException();
}
