using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text.Json.Nodes;
using System.Xml;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>
/// The types of parameters as JSON schemas. They are wider than those of answers: PowerShell converts what it binds, so that
/// anything, free tables and whatever is made of a text may be given.
/// </summary>
internal static class ParameterTypes
{
    private const int DeepestClass = 4;

    private static readonly HashSet<Type> s_unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];

    /// <summary>Secrets and code never come from a model.</summary>
    private static readonly Type[] s_never = [typeof(SecureString), typeof(PSCredential), typeof(ScriptBlock), typeof(Delegate)];

    /// <returns>The schema; null where JSON has no form for the type.</returns>
    public static JsonObject? Describe(Type type) => Describe(type, 0);

    public static bool IsFlags(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    /// <summary>The type of a collection's items; null where it is not a collection.</summary>
    public static Type? Item(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        return type == typeof(string) || IsTable(type) || !typeof(IEnumerable).IsAssignableFrom(type) || IsText(type) || typeof(PSObject).IsAssignableFrom(type)
            ? null
            : CollectionTypes.Item(type) ?? typeof(object);
    }

    private static JsonObject? Describe(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object) || typeof(PSObject).IsAssignableFrom(type) || type == typeof(PSCustomObject))
        {
            return [];
        }

        if (Array.Exists(s_never, never => never.IsAssignableFrom(type)))
        {
            return null;
        }

        if (type.IsEnum)
        {
            JsonObject names = SchemaNodes.Choice(Enum.GetNames(type));
            return IsFlags(type) ? SchemaNodes.Array(names) : names;
        }

        return Simple(type) ?? (IsText(type) ? SchemaNodes.OfType("string") : Composite(type, depth));
    }

    // What a tool gets may be said more exactly than strict answers may.
    private static JsonObject? Simple(Type type)
    {
        if (type == typeof(Uri))
        {
            return SchemaNodes.Text("uri");
        }

        JsonObject? schema = SimpleTypes.Describe(type);
        if (s_unsigned.Contains(type))
        {
            schema!["minimum"] = 0;
        }
        else if (type == typeof(char))
        {
            schema!["minLength"] = 1;
            schema["maxLength"] = 1;
        }
        else if (type.FullName == "System.TimeOnly")
        {
            // The format wants an offset, which the type cannot read.
            schema!.Remove("format");
        }

        return schema;
    }

    private static JsonObject? Composite(Type type, int depth)
    {
        if (IsTable(type))
        {
            return SchemaNodes.OfType("object");
        }

        if (Item(type) is Type item)
        {
            return depth < DeepestClass && Describe(item, depth + 1) is JsonObject items ? SchemaNodes.Array(items) : null;
        }

        // A class of a script: PowerShell makes one from a table. Classes of libraries are too wide to be listed.
        return type.Assembly.IsDynamic && type.GetConstructor(Type.EmptyTypes) is not null ? Class(type, depth) : null;
    }

    private static JsonObject Class(Type type, int depth)
    {
        var properties = new JsonObject();
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite && !property.IsDefined(typeof(HiddenAttribute)) && depth < DeepestClass && Describe(property.PropertyType, depth + 1) is JsonObject schema)
            {
                properties[property.Name] = schema;
            }
        }

        // All of them may be left out, so it is not the object of an answer.
        JsonObject result = SchemaNodes.OfType("object");
        result["properties"] = properties;
        return result;
    }

    private static bool IsTable(Type type) => typeof(IDictionary).IsAssignableFrom(type) || CollectionTypes.KeyAndValue(type) is not null;

    // What PowerShell makes from a text: paths, addresses, versions, cultures, encodings...
    private static bool IsText(Type type) =>
        type == typeof(string) || type == typeof(char) || type == typeof(XmlDocument)
        || (!type.IsAbstract && !type.IsArray && !type.Assembly.IsDynamic
            && (type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, null, [typeof(string)], null)?.ReturnType == type
                || (!typeof(IDisposable).IsAssignableFrom(type) && !typeof(IEnumerable).IsAssignableFrom(type) && type.GetConstructor([typeof(string)]) is not null)
                || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string))));
}
