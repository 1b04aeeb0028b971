using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Embeddings;

namespace WhataiPS.Embeddings;

/// <summary>Reads vectors as people have them: embeddings, also out of CLIXML or a database, and arrays of numbers.</summary>
internal static class VectorInput
{
    private const string VectorProperty = "Vector";

    /// <summary>The vector; null for what is none.</summary>
    public static float[]? Read(object? input)
    {
        object? plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        return plain switch
        {
            null or string => null,
            Embedding embedding => embedding.Vector,
            float[] vector => vector,
            double[] vector => Array.ConvertAll(vector, static number => (float)number),
            IDictionary table => table.Contains(VectorProperty) ? Read(table[VectorProperty]) : null,
            IEnumerable<float> numbers => [.. numbers],
            IEnumerable items => FromItems(items),
            _ => PSObject.AsPSObject(input).Properties[VectorProperty]?.Value is object inner && !ReferenceEquals(inner, input) ? Read(inner) : null,
        };
    }

    /// <summary>The things in a list that is no vector itself; null for what is no list.</summary>
    public static IEnumerable? ReadMany(object? input)
    {
        object? plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        return plain is IEnumerable items and not (string or IDictionary) && Read(plain) is null ? items : null;
    }

    /// <summary>Whether it is a number of any type.</summary>
    public static bool IsNumber(object? value) => value is not Enum && Convert.GetTypeCode(value) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static float[]? FromItems(IEnumerable items)
    {
        var vector = new List<float>();
        foreach (object? item in items)
        {
            object? plain = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (!IsNumber(plain))
            {
                return null;
            }

            vector.Add(Convert.ToSingle(plain, System.Globalization.CultureInfo.InvariantCulture));
        }

        return vector.Count > 0 ? [.. vector] : null;
    }
}
