using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Security;
using System.Text.Json.Nodes;
using System.Xml;

namespace WhataiPS.Tools;

/// <summary>.NET and PowerShell types as JSON schemas.</summary>
internal static class TypeSchema
{
    private const int DeepestClass = 4;

    private static readonly HashSet<Type> s_integers =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(BigInteger)];

    private static readonly HashSet<Type> s_unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly HashSet<Type> s_numbers = [typeof(float), typeof(double), typeof(decimal)];

    /// <summary>Secrets and code never come from a model.</summary>
    private static readonly Type[] s_never = [typeof(SecureString), typeof(PSCredential), typeof(ScriptBlock), typeof(Delegate)];

    /// <returns>The schema; null where JSON has no form for the type.</returns>
    public static JsonObject? Describe(Type type) => Describe(type, 0);

    public static bool IsNumber(Type type) => s_integers.Contains(type) || s_numbers.Contains(type);

    public static bool IsFlag(Type type) => type == typeof(bool) || type == typeof(SwitchParameter);

    public static bool IsFlags(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    public static bool IsTable(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type) || Interfaces(type).Any(face => Definition(face) == typeof(IDictionary<,>) || Definition(face) == typeof(IReadOnlyDictionary<,>));

    /// <summary>The type of a collection's items; null where it is not a collection.</summary>
    public static Type? ItemType(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        if (type == typeof(string) || IsTable(type) || !typeof(IEnumerable).IsAssignableFrom(type) || IsText(type) || typeof(PSObject).IsAssignableFrom(type))
        {
            return null;
        }

        Type? typed = Array.Find(Interfaces(type), face => Definition(face) == typeof(IEnumerable<>));
        return typed is null ? typeof(object) : typed.GetGenericArguments()[0];
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

        if (IsFlag(type))
        {
            return Typed("boolean");
        }

        if (type.IsEnum)
        {
            JsonObject names = Typed("string");
            names["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)JsonValue.Create(name)!)]);
            return IsFlags(type) ? ArrayOf(names) : names;
        }

        return IsNumber(type) ? Number(type) : Text(type) ?? Composite(type, depth);
    }

    private static JsonObject Number(Type type)
    {
        JsonObject schema = Typed(s_integers.Contains(type) ? "integer" : "number");
        if (s_unsigned.Contains(type))
        {
            schema["minimum"] = 0;
        }

        return schema;
    }

    private static JsonObject? Text(Type type)
    {
        if (!IsText(type))
        {
            return null;
        }

        JsonObject schema = Typed("string");
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
        {
            schema["format"] = "date-time";
        }
        else if (type == typeof(Guid))
        {
            schema["format"] = "uuid";
        }
        else if (type == typeof(Uri))
        {
            schema["format"] = "uri";
        }
        else if (type == typeof(TimeSpan))
        {
            schema["description"] = ToolTexts.SpanHint;
        }
        else if (type == typeof(char))
        {
            schema["minLength"] = 1;
            schema["maxLength"] = 1;
        }

        return schema;
    }

    private static JsonObject? Composite(Type type, int depth)
    {
        if (IsTable(type))
        {
            return Typed("object");
        }

        if (ItemType(type) is Type item)
        {
            return depth < DeepestClass && Describe(item, depth + 1) is JsonObject items ? ArrayOf(items) : null;
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

        JsonObject result = Typed("object");
        result["properties"] = properties;
        return result;
    }

    // What PowerShell makes from a text: paths, addresses, versions, cultures, encodings...
    private static bool IsText(Type type) =>
        type == typeof(string) || type == typeof(char) || type == typeof(XmlDocument)
        || (!type.IsAbstract && !type.IsArray && !type.Assembly.IsDynamic
            && (type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, null, [typeof(string)], null)?.ReturnType == type
                || (!typeof(IDisposable).IsAssignableFrom(type) && !typeof(IEnumerable).IsAssignableFrom(type) && type.GetConstructor([typeof(string)]) is not null)
                || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string))));

    private static Type[] Interfaces(Type type) => type.IsInterface ? [type, .. type.GetInterfaces()] : type.GetInterfaces();

    private static Type? Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private static JsonObject Typed(string name) => new() { ["type"] = name };

    private static JsonObject ArrayOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };
}
