using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>A hashtable as headers.</summary>
internal static class HeaderConversion
{
    /// <exception cref="ArgumentException">A name or value can't stand in a header. The message shows the name alone.</exception>
    public static Dictionary<string, string> ToHeaders(IDictionary values)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in values)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            string value = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty;
            if (name.Length == 0 || !name.All(IsTokenCharacter))
            {
                throw new ArgumentException(SR.NotAHeaderName(name), nameof(values));
            }

            if (value.Any(c => c is < ' ' and not '\t' or > '~'))
            {
                throw new ArgumentException(SR.HeaderValueUnusable(name), nameof(values));
            }

            headers[name] = value;
        }

        return headers;
    }

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || "!#$%&'*+-.^_`|~".Contains(c);
}
