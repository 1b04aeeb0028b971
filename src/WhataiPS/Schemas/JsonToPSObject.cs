using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace WhataiPS.Schemas;

/// <summary>
/// JSON as PowerShell objects. Unlike ConvertFrom-Json it leaves every text as it is: what looks like a date stays a string.
/// </summary>
/// <remarks>
/// Of names that differ by case alone the last one stays, since to PowerShell they are the same. A name that PowerShell cannot
/// have, the empty one or a reserved one such as <c>PSObject</c>, gets an underscore.
/// </remarks>
internal static class JsonToPSObject
{
    private static readonly string[] s_reserved = ["psbase", "psadapted", "psextended", "psobject", "pstypenames"];

    public static object? Convert(JsonElement value) => Convert(value, FromObject);

    /// <param name="value">The JSON.</param>
    /// <param name="fromObject">What becomes of objects.</param>
    public static object? Convert(JsonElement value, Func<JsonElement, object> fromObject) => value.ValueKind switch
    {
        JsonValueKind.Object => fromObject(value),
        JsonValueKind.Array => value.EnumerateArray().Select(item => Convert(item, fromObject)).ToArray(),
        JsonValueKind.String => JsonString.Read(value),
        JsonValueKind.Number => FromNumber(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Gives an object a property, under a name that PowerShell can have, in place of one that is the same to PowerShell.</summary>
    public static void SetProperty(PSObject target, string name, object? value)
    {
        name = name.Length == 0 || s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase) ? name + "_" : name;
        target.Properties.Remove(name);
        target.Properties.Add(new PSNoteProperty(name, value));
    }

    private static PSObject FromObject(JsonElement value)
    {
        var result = new PSObject();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            SetProperty(result, JsonString.ReadName(member), Convert(member.Value));
        }

        return result;
    }

    private static object FromNumber(JsonElement value)
    {
        if (value.TryGetInt32(out int small))
        {
            return small;
        }

        if (value.TryGetInt64(out long large))
        {
            return large;
        }

        // An integer beyond long keeps its digits; a fraction is a double, as PowerShell's own literals are.
        string text = value.GetRawText();
        bool isFraction = text.IndexOfAny(['.', 'e', 'E']) >= 0;
        return !isFraction && value.TryGetDecimal(out decimal huge) ? huge
            : value.TryGetDouble(out double number) ? number
            : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
    }
}
