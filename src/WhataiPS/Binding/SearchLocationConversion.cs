using System;
using System.Collections;
using System.Globalization;
using Whatai.Client.Responses;

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
                        _ => throw new ArgumentException($"A location has no '{entry.Key}': it has Country, Region, City and Timezone."),
                    };
                }

                return location;
            default:
                throw new ArgumentException("A location is a country's code such as DE, or a table such as @{ Country = 'CN'; City = 'Beijing' }.");
        }
    }

    private static string Code(string country) => country.Length == 2
        ? country.ToUpperInvariant()
        : throw new ArgumentException($"'{country}' is not a country's code of two letters (ISO 3166-1), such as DE or CN.");
}
