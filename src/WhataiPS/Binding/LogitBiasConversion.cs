using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>A table of token ids and biases, checked.</summary>
internal static class LogitBiasConversion
{
    /// <exception cref="ArgumentException">A bias is out of range or no number. The message names its token.</exception>
    public static Dictionary<string, int> ToBiases(IDictionary table)
    {
        var biases = new Dictionary<string, int>();
        foreach (DictionaryEntry entry in table)
        {
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out int bias) || bias is < -100 or > 100)
            {
                throw new ArgumentException(SR.BiasOutOfRange(entry.Key));
            }

            biases[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = bias;
        }

        return biases;
    }
}
