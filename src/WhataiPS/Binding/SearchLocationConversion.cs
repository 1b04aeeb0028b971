using System;
using System.Collections;
using System.Globalization;
using Whatai.Client.Conversations;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Where the user of a web search is, from a country's code or a table.</summary>
internal static class SearchLocationConversion
{
    /// <exception cref="ArgumentException">The value is no place. The message says what is.</exception>
    public static SearchLocation ToLocation(object value)
    {
        switch (PSValue.Unwrap(value))
        {
            case string country:
                return new SearchLocation { Country = Code(country) };
            case IDictionary table:
                var location = new SearchLocation();
                foreach (DictionaryEntry entry in table)
                {
                    string text = Convert.ToString(PSValue.Unwrap(entry.Value), CultureInfo.InvariantCulture) ?? string.Empty;
                    location = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!.ToLowerInvariant() switch
                    {
                        "country" => location with { Country = Code(text) },
                        "region" => location with { Region = text },
                        "city" => location with { City = text },
                        "timezone" => location with { Timezone = text },
                        _ => throw new ArgumentException(SR.NotOfLocation(entry.Key)),
                    };
                }

                return location;
            default:
                throw new ArgumentException(SR.NotALocation);
        }
    }

    private static string Code(string country) => country.Length == 2
        ? country.ToUpperInvariant()
        : throw new ArgumentException(SR.NotACountry(country));
}
