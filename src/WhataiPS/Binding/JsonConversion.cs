using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>PowerShell values as JSON. Unlike ConvertTo-Json it has no depth at which it silently gives up.</summary>
internal static class JsonConversion
{
    private const int DeepestNesting = 100;

    /// <exception cref="ArgumentException">A value has no JSON form, or the nesting is a circle.</exception>
    public static JsonObject ToObject(IDictionary values) => FromDictionary(values, 0);

    /// <inheritdoc cref="ToObject"/>
    public static JsonNode? ToNode(object? value) => ToNode(value, 0);

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new ArgumentException(SR.ValueTooDeep(DeepestNesting));
        }

        object? inner = PSValue.Unwrap(value);
        return inner switch
        {
            null => null,
            string text => JsonValue.Create(text),
            char character => JsonValue.Create(character.ToString()),
            bool flag => JsonValue.Create(flag),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            Enum constant => JsonValue.Create(constant.ToString()),
            byte or sbyte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(inner, CultureInfo.InvariantCulture)),
            ulong number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            float or double => FromDouble(Convert.ToDouble(inner, CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time.ToString("o", CultureInfo.InvariantCulture)),
            DateTimeOffset time => JsonValue.Create(time.ToString("o", CultureInfo.InvariantCulture)),
            Guid or Uri or Version or TimeSpan => JsonValue.Create(inner.ToString()),
            JsonNode node => node.DeepClone(),
            JsonElement element => JsonNode.Parse(element.GetRawText()),
            IDictionary dictionary => FromDictionary(dictionary, depth),
            byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
            IEnumerable items => FromItems(items, depth),
            _ => FromProperties(PSObject.AsPSObject(inner), depth),
        };
    }

    private static JsonValue FromDouble(double number) =>
        double.IsNaN(number) || double.IsInfinity(number)
            ? throw new ArgumentException(SR.NoNaNInJson)
            : Math.Abs(number) < 1e15 ? JsonValue.Create((decimal)number) : JsonValue.Create(number);

    private static JsonObject FromDictionary(IDictionary values, int depth)
    {
        var result = new JsonObject();
        foreach (DictionaryEntry entry in values)
        {
            result[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = ToNode(entry.Value, depth + 1);
        }

        return result;
    }

    private static JsonArray FromItems(IEnumerable items, int depth)
    {
        var result = new JsonArray();
        foreach (object? item in items)
        {
            result.Add(ToNode(item, depth + 1));
        }

        return result;
    }

    private static JsonObject FromProperties(PSObject value, int depth)
    {
        var result = new JsonObject();
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property.IsGettable)
            {
                result[property.Name] = ToNode(property.Value, depth + 1);
            }
        }

        return result;
    }
}
