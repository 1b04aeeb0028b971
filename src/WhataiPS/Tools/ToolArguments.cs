using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Xml;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>What a model gave for a call, checked against the tool's parameters and made ready to bind.</summary>
internal sealed class ToolArguments
{
    /// <summary>The arguments as given; null where they can't be parsed.</summary>
    public OrderedDictionary? Given { get; private set; }

    /// <summary>Parameters and values, in the model's order.</summary>
    public OrderedDictionary Named { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Arguments without a name.</summary>
    public object?[] Listed { get; private set; } = [];

    /// <summary>What is wrong, as the model should read it; null where nothing is.</summary>
    public string? Problem { get; private set; }

    public static ToolArguments Read(Tool tool, string json)
    {
        var arguments = new ToolArguments();
        try
        {
            arguments.Bind(tool, json);
        }
        catch (JsonException ex)
        {
            arguments.Problem = ToolResultMessages.Format(ToolResultMessages.ArgumentsNotJson, ex.Message);
        }

        return arguments;
    }

    private void Bind(Tool tool, string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            json = "{}";
        }

        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            Problem = ToolResultMessages.Format(ToolResultMessages.ArgumentsNotObject, root.ValueKind.ToString().ToLowerInvariant());
            return;
        }

        Given = root.ValueKind == JsonValueKind.Null ? new OrderedDictionary(StringComparer.OrdinalIgnoreCase) : JsonValues.ToTable(root);
        var values = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in root.ValueKind == JsonValueKind.Null ? default : root.EnumerateObject())
        {
            values[JsonString.ReadName(member)] = member.Value;
        }

        Problem = Unknown(tool) ?? Missing(tool, values) ?? Convert(tool, values);
    }

    private string? Unknown(Tool tool)
    {
        // A schema of the user's own may leave its object open.
        if (tool.Calling == ArgumentPassing.OneObject && tool.Definition.Parameters["additionalProperties"] is { } open && open.ToJsonString() != "false")
        {
            return null;
        }

        string[] unknown = [.. Given!.Keys.Cast<string>().Where(name => tool.Parameters.All(parameter => !Same(parameter.SchemaName, name)))];
        return unknown.Length == 0
            ? null
            : ToolResultMessages.Format(
                ToolResultMessages.UnknownArgument,
                string.Join(", ", unknown),
                tool.Name,
                tool.Parameters.Count == 0 ? ToolResultMessages.NoArguments : string.Join(", ", tool.Parameters.Select(parameter => parameter.SchemaName)));
    }

    // PowerShell would ask at the prompt for what is missing.
    private static string? Missing(Tool tool, Dictionary<string, JsonElement> values)
    {
        string[] missing =
        [
            .. tool.Parameters
                .Where(parameter => parameter.IsMandatory
                    && (!values.TryGetValue(parameter.SchemaName, out JsonElement value) || (value.ValueKind == JsonValueKind.Null && !parameter.AllowsNull)))
                .Select(parameter => parameter.SchemaName),
        ];
        return missing.Length == 0 ? null : ToolResultMessages.Format(ToolResultMessages.MissingArgument, string.Join(", ", missing));
    }

    private string? Convert(Tool tool, Dictionary<string, JsonElement> values)
    {
        if (tool.Calling == ArgumentPassing.OneObject)
        {
            Listed = [JsonValues.ToObject(Given!)];
            return null;
        }

        foreach (string name in Given!.Keys)
        {
            ToolParameter parameter = tool.Parameters.First(parameter => Same(parameter.SchemaName, name));
            JsonElement value = values[name];
            try
            {
                if (value.ValueKind == JsonValueKind.Null)
                {
                    if (parameter.AllowsNull)
                    {
                        Named[parameter.Name] = null;
                    }
                }
                else
                {
                    Named[parameter.Name] = parameter.IsTransformed ? JsonValues.ToPowerShell(value) : Fit(value, parameter.Type);
                }
            }
            catch (Exception ex) when (ex is PSInvalidCastException or FormatException or OverflowException or ArgumentException)
            {
                return ToolResultMessages.Format(ToolResultMessages.WrongArgument, name, ex.Message);
            }

            // A switch that is off is one that is not given: it must not choose a parameter set.
            if (Named[parameter.Name] is SwitchParameter { IsPresent: false } && !parameter.IsOnByDefault)
            {
                Named.Remove(parameter.Name);
            }
        }

        if (tool.Calling == ArgumentPassing.ArgumentList)
        {
            Named.Clear();
            return ReadList(tool, values);
        }

        return null;
    }

    // Each as the text that the program gets.
    private string? ReadList(Tool tool, Dictionary<string, JsonElement> values)
    {
        if (!values.TryGetValue("arguments", out JsonElement given) || given.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var list = new List<string>();
        foreach (JsonElement item in given.ValueKind == JsonValueKind.Array ? given.EnumerateArray().ToArray() : [given])
        {
            if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return ToolResultMessages.Format(ToolResultMessages.WrongArgument, "arguments", ToolResultMessages.TextsExpected);
            }

            string text = item.ValueKind == JsonValueKind.Number ? item.GetRawText() : (string)JsonValues.ToPowerShell(item)!;
            if (NativeProgram.Problem((ApplicationInfo)tool.Target!, text) is string problem)
            {
                return ToolResultMessages.Format(ToolResultMessages.WrongArgument, "arguments", problem);
            }

            list.Add(text);
        }

        Listed = [.. list];
        return null;
    }

    // Cmdlets bind by the session's culture, and a model writes in none: simple values are converted here, the rest is bound as it is.
    private static object? Fit(JsonElement value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        object? plain = JsonValues.ToPowerShell(value);
        if (SimpleTypes.IsFlag(type))
        {
            bool flag = plain is string word && bool.TryParse(word, out bool parsed)
                ? parsed
                : plain is bool given ? given : LanguagePrimitives.ConvertTo<bool>(plain is string ? throw new FormatException($"'{plain}' is not true or false.") : plain);
            return type == typeof(bool) ? flag : new SwitchParameter(flag);
        }

        if (plain is IDictionary table)
        {
            return FitTable(table, type);
        }

        if (ParameterTypes.IsFlags(type) && plain is object?[] names)
        {
            plain = string.Join(", ", names);
        }
        else if (ParameterTypes.Item(type) is Type item)
        {
            return plain is object?[] ? value.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Null ? null : Fit(element, item)).ToArray() : new[] { Fit(value, item) };
        }

        if (type == typeof(TimeSpan))
        {
            return plain is not string span ? throw new FormatException(ToolResultMessages.SpanExpected)
                : span.Length > 0 && span[0] == 'P' ? XmlConvert.ToTimeSpan(span)
                : LanguagePrimitives.ConvertTo(span, type, CultureInfo.InvariantCulture);
        }

        if (SimpleTypes.IsNumber(type))
        {
            // A double in between would cost digits.
            object number = value.ValueKind == JsonValueKind.Number && (type == typeof(decimal) || type == typeof(ulong) || type == typeof(BigInteger)) ? value.GetRawText() : plain!;
            return number is "" ? throw new FormatException(ToolResultMessages.EmptyNumber) : LanguagePrimitives.ConvertTo(number, type, CultureInfo.InvariantCulture);
        }

        return type.IsEnum || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(Guid)
            ? LanguagePrimitives.ConvertTo(plain, type, CultureInfo.InvariantCulture)
            : plain;
    }

    private static object FitTable(IDictionary table, Type type)
    {
        if (SimpleTypes.IsNumber(type) || type.IsEnum || type == typeof(string) || type == typeof(DateTime) || type == typeof(TimeSpan))
        {
            throw new FormatException(ToolResultMessages.Format(ToolResultMessages.NotAnItem, type.Name));
        }

        // One object where several may be given.
        if (ParameterTypes.Item(type) is Type item)
        {
            return new[] { FitTable(table, item) };
        }

        return typeof(PSObject).IsAssignableFrom(type) || type == typeof(PSCustomObject) ? JsonValues.ToObject(table)
            : type == typeof(object) || type.IsAssignableFrom(typeof(OrderedDictionary)) ? table
            : JsonValues.ToHashtable(table);
    }

    private static bool Same(string first, string second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase);
}
