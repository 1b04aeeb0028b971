using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Makes schemas of .NET types and PowerShell classes. Types that contain themselves become references.</summary>
/// <param name="root">The type that the whole schema is of; null where types only stand within a schema.</param>
internal sealed class TypeSchema(Type? root)
{
    private readonly List<Type> _open = [];
    private readonly Dictionary<Type, string> _names = [];
    private readonly JsonObject _definitions = [];

    /// <summary>The type's schema.</summary>
    /// <param name="type">The type.</param>
    /// <param name="path">Where it stands, for errors.</param>
    public JsonObject Describe(Type type, string path)
    {
        if (Nullable.GetUnderlyingType(type) is Type inner)
        {
            return SchemaNodes.Nullable(Describe(inner, path));
        }

        if (type.IsEnum)
        {
            return SchemaNodes.Choice(Enum.GetNames(type));
        }

        if (SimpleTypes.Describe(type) is JsonObject simple)
        {
            return simple;
        }

        // First, since a dictionary is a list of pairs too.
        if (CollectionTypes.TryGetValues(type, path, out Type? values))
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Describe(values, path + ".*") };
        }

        if (CollectionTypes.TryGetItems(type, path, out Type? items))
        {
            return SchemaNodes.Array(Describe(items, path + "[]"));
        }

        return DescribeClass(type, path);
    }

    /// <summary>Puts what is referred to where the references look for it.</summary>
    public void MoveDefinitionsTo(JsonNode schema)
    {
        if (_definitions.Count > 0)
        {
            schema["$defs"] = _definitions;
        }
    }

    private JsonObject DescribeClass(Type type, string path)
    {
        if (_open.Contains(type))
        {
            return SchemaNodes.Reference(type == root ? "#" : "#/$defs/" + NameOf(type));
        }

        if (_names.TryGetValue(type, out string? known))
        {
            return SchemaNodes.Reference("#/$defs/" + known);
        }

        IReadOnlyList<TypeMember> members = IsOfFramework(type) ? [] : TypeMember.Of(type);
        if (members.Count == 0)
        {
            throw new ArgumentException(SR.SchemaUnfillable(path, type.FullName));
        }

        _open.Add(type);
        JsonObject schema = SchemaNodes.Object(DescribeMembers(members, path));
        if (type.GetCustomAttribute<DescriptionAttribute>() is { Description.Length: > 0 } description)
        {
            schema["description"] = description.Description;
        }

        _open.Remove(type);
        if (!_names.TryGetValue(type, out string? name))
        {
            return schema;
        }

        _definitions[name] = schema;
        return SchemaNodes.Reference("#/$defs/" + name);
    }

    private JsonObject DescribeMembers(IReadOnlyList<TypeMember> members, string path)
    {
        var properties = new JsonObject();
        foreach (TypeMember member in members)
        {
            Type type = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
            // Were it required, an answer could never end.
            bool isNullable = member.IsNullable || type != member.Type || _open.Contains(type);
            JsonObject schema = Describe(type, $"{path}.{member.Name}");
            Type valueType = schema.ContainsKey("items") ? CollectionTypes.Item(type)! : type;
            IReadOnlyList<string> hints = ValidationKeywords.Add(
                member.Property.GetCustomAttributes(typeof(ValidateArgumentsAttribute), inherit: true).Cast<Attribute>(), valueType, schema);
            if (isNullable)
            {
                schema = SchemaNodes.Nullable(schema);
            }

            properties[member.Name] = Described(schema, string.Join(" ", new[] { member.Description }.Concat(hints).Where(text => !string.IsNullOrEmpty(text))));
        }

        return properties;
    }

    // A script block or a stream has properties too, but they are not what it is.
    private static bool IsOfFramework(Type type) => type.Assembly == typeof(object).Assembly || type.Assembly == typeof(PSObject).Assembly;

    private static JsonObject Described(JsonObject schema, string description)
    {
        if (description.Length == 0)
        {
            return schema;
        }

        // Beside a reference, OpenAI allows nothing else.
        JsonObject target = schema.ContainsKey("$ref") ? new JsonObject { ["anyOf"] = new JsonArray(schema) } : schema;
        target["description"] = description;
        return target;
    }

    private string NameOf(Type type)
    {
        if (_names.TryGetValue(type, out string? name))
        {
            return name;
        }

        string plain = type.Name.Split('`')[0];
        name = plain;
        for (int number = 2; _names.ContainsValue(name); number++)
        {
            name = plain + number;
        }

        return _names[type] = name;
    }
}
