using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace WhataiPS.Schemas;

/// <summary>A property of a class that an answer fills.</summary>
internal sealed class TypeMember
{
    private TypeMember(PropertyInfo property)
    {
        Property = property;
        Name = JsonName(property) ?? property.Name;
        IsNullable = property.IsDefined(typeof(AllowNullAttribute), inherit: true) || IsAnnotatedNullable(property);
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
    }

    public PropertyInfo Property { get; }

    public string Name { get; }

    public Type Type => Property.PropertyType;

    public bool IsNullable { get; }

    public string? Description { get; }

    /// <summary>The public properties that can be filled, those of base classes first, each class's in the order they were declared.</summary>
    public static IReadOnlyList<TypeMember> Of(Type type)
    {
        HashSet<string> constructed = new(
            type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name ?? string.Empty),
            StringComparer.OrdinalIgnoreCase);
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
                .Where(property => property.SetMethod is { IsPublic: true } || constructed.Contains(property.Name))
                .Where(property => !property.IsDefined(typeof(HiddenAttribute), inherit: true) && !IsIgnored(property))
                // A property declared anew hides the base class's.
                .GroupBy(property => property.Name)
                .Select(same => same.OrderByDescending(Depth).First())
                .OrderBy(Depth)
                .ThenBy(property => property.MetadataToken)
                .Select(property => new TypeMember(property)),
        ];
    }

    private static int Depth(PropertyInfo property)
    {
        int depth = 0;
        for (Type? type = property.DeclaringType; type is not null; type = type.BaseType)
        {
            depth++;
        }

        return depth;
    }

    // Found by name: a class may have been compiled against another copy of System.Text.Json than this module loaded.
    private static string? JsonName(PropertyInfo property) =>
        Find(property, "System.Text.Json.Serialization.JsonPropertyNameAttribute")?.ConstructorArguments[0].Value as string;

    private static bool IsIgnored(PropertyInfo property) =>
        Find(property, "System.Text.Json.Serialization.JsonIgnoreAttribute") is CustomAttributeData ignore
        // 1 is Always, which is what it means without a condition too.
        && ignore.NamedArguments.All(argument => argument.MemberName != "Condition" || argument.TypedValue.Value is 1);

    private static bool IsAnnotatedNullable(PropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
        {
            return false;
        }

        byte? own = Flag(Find(property, "System.Runtime.CompilerServices.NullableAttribute"));
        if (own is not null)
        {
            return own == 2;
        }

        for (MemberInfo? place = property.GetMethod; place is not null; place = place.DeclaringType)
        {
            if (Flag(Find(place, "System.Runtime.CompilerServices.NullableContextAttribute")) is byte context)
            {
                return context == 2;
            }
        }

        return false;
    }

    // One flag for the type, or one for each of its parts, of which the first is the type itself.
    private static byte? Flag(CustomAttributeData? attribute) => attribute?.ConstructorArguments[0].Value switch
    {
        byte flag => flag,
        ReadOnlyCollection<CustomAttributeTypedArgument> { Count: > 0 } flags => flags[0].Value as byte?,
        _ => null,
    };

    private static CustomAttributeData? Find(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.FullName == attribute);
}
