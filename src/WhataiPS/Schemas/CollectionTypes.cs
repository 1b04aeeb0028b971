using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Tells lists and dictionaries among .NET types.</summary>
internal static class CollectionTypes
{
    /// <summary>The types of a dictionary's keys and values; null where it does not say, or is none.</summary>
    public static Type[]? KeyAndValue(Type type) => (Find(type, typeof(IDictionary<,>)) ?? Find(type, typeof(IReadOnlyDictionary<,>)))?.GetGenericArguments();

    /// <summary>The type of a list's items; null where it does not say, or is none.</summary>
    public static Type? Item(Type type) =>
        type.IsArray && type.GetArrayRank() == 1 ? type.GetElementType() : Find(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <exception cref="ArgumentException">It is a dictionary that does not say what is in it, or whose keys are not strings.</exception>
    public static bool TryGetValues(Type type, string path, [NotNullWhen(true)] out Type? values)
    {
        values = null;
        if (KeyAndValue(type) is Type[] parts)
        {
            values = parts[1];
            return parts[0] == typeof(string)
                ? true
                : throw new ArgumentException(SR.SchemaKeysNotText(path, parts[0].Name, parts[1].Name));
        }

        return typeof(IDictionary).IsAssignableFrom(type) || type == typeof(PSObject) || type == typeof(PSCustomObject) || type == typeof(object)
            ? throw new ArgumentException(SR.SchemaVague(path, type.Name))
            : false;
    }

    /// <exception cref="ArgumentException">It is a list that does not say of what.</exception>
    public static bool TryGetItems(Type type, string path, [NotNullWhen(true)] out Type? items)
    {
        items = Item(type);
        return items is not null || (typeof(IEnumerable).IsAssignableFrom(type)
            ? throw new ArgumentException(SR.SchemaVagueItems(path, type.Name))
            : false);
    }

    private static Type? Find(Type type, Type definition) =>
        new[] { type }.Concat(type.GetInterfaces()).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == definition);
}
