using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>
/// Makes tools of tables: name, description, parameters, script, command and strict; also in the shape
/// that the API wants, <c>{"type":"function","function":{…}}</c>.
/// </summary>
internal static class ExplicitTool
{
    /// <exception cref="ArgumentException">The text is no JSON.</exception>
    public static List<object> ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            object? value = JsonValues.ToPowerShell(document.RootElement);
            return value is object[] several ? [.. several] : [value!];
        }
        catch (JsonException ex)
        {
            throw new ArgumentException(SR.InvalidToolJson(ex.Message), ex);
        }
    }

    /// <summary>An object's properties as a table.</summary>
    public static OrderedDictionary ToTable(PSObject value)
    {
        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in value.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }

    /// <exception cref="ArgumentException">The table is no tool.</exception>
    public static Tool Create(PSCmdlet cmdlet, IDictionary table, int number)
    {
        Dictionary<string, object?> keys = Flatten(table);
        string fallback = "tool_" + number;
        string? given = keys.TryGetValue("name", out object? nameValue) ? nameValue?.ToString() : null;
        string label = string.IsNullOrEmpty(given) ? fallback : given!;
        foreach (string key in keys.Keys)
        {
            if (key is not ("name" or "description" or "parameters" or "script" or "command" or "strict"))
            {
                throw new ArgumentException(SR.UnknownToolKey(label, key));
            }
        }

        (CommandInfo? command, object? target) = Implementation(cmdlet, keys, label);
        string name = given ?? (target switch
        {
            ScriptBlock block => ToolName.Sanitize(ScriptMetadata.Name(block.Ast) ?? fallback, fallback),
            CommandInfo => CommandTool.NameOf(command!, fallback),
            _ => throw new ArgumentException(SR.ToolNameMissing),
        });
        if (!ToolName.IsValid(name))
        {
            throw new ArgumentException(SR.InvalidToolName(name));
        }

        string? description = keys.TryGetValue("description", out object? text) ? text?.ToString() : null;
        bool? strict = keys.TryGetValue("strict", out object? exact) && exact is not null ? LanguagePrimitives.IsTrue(exact) : null;
        bool hasSchema = keys.TryGetValue("parameters", out object? parameters) && parameters is not null;
        if (command is not null && !hasSchema)
        {
            Tool tool = CommandTool.Create(name, command, target!, description);
            return tool with { Definition = tool.Definition with { Strict = strict } };
        }

        var definition = new ToolDefinition(name, description ?? (command is null ? string.Empty : CommandHelp.Of(command).Synopsis), Schema(name, parameters)) { Strict = strict };
        return command is null
            ? new Tool(definition, CommandTool.Explicit(definition, _ => null))
            : CommandTool.Create(definition, command, target!);
    }

    private static Dictionary<string, object?> Flatten(IDictionary table)
    {
        var keys = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        Add(keys, table);
        if (keys.TryGetValue("function", out object? inner) && Table(inner) is IDictionary function)
        {
            keys.Remove("function");
            Add(keys, function);
        }

        if (keys.TryGetValue("type", out object? type) && string.Equals(type?.ToString(), "function", StringComparison.Ordinal))
        {
            keys.Remove("type");
        }

        return keys;
    }

    private static void Add(Dictionary<string, object?> keys, IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
        {
            keys[entry.Key.ToString()!.ToLowerInvariant()] = PSValue.Unwrap(entry.Value);
        }
    }

    private static (CommandInfo? Command, object? Target) Implementation(PSCmdlet cmdlet, Dictionary<string, object?> keys, string label)
    {
        bool hasScript = keys.TryGetValue("script", out object? script) && script is not null;
        if (!keys.TryGetValue("command", out object? command) || command is null)
        {
            return !hasScript ? (null, null)
                : script is ScriptBlock block ? (CommandTool.Describe(cmdlet, block), block)
                : throw new ArgumentException(SR.ToolScriptExpected(label));
        }

        if (hasScript)
        {
            throw new ArgumentException(SR.ToolScriptAndCommand(label));
        }

        CommandInfo resolved = CommandTool.Resolve(command switch
        {
            string name => CommandTool.Find(cmdlet, name),
            CommandInfo info => info,
            _ => throw new ArgumentException(SR.ToolCommandExpected(label)),
        });
        return (resolved, resolved);
    }

    private static JsonObject Schema(string tool, object? parameters)
    {
        JsonNode? node;
        try
        {
            node = parameters switch
            {
                null => new JsonObject { ["properties"] = new JsonObject() },
                string json => JsonNode.Parse(json),
                _ => JsonConversion.ToNode(parameters),
            };
        }
        catch (Exception ex) when (ex is JsonException or ArgumentException)
        {
            throw new ArgumentException(SR.InvalidToolParameters(tool, ex.Message), ex);
        }

        if (node is not JsonObject schema || (schema.Count > 0 && !schema.ContainsKey("type") && !schema.ContainsKey("properties")))
        {
            throw new ArgumentException(SR.InvalidToolParameters(tool, SR.ToolParametersNotObject));
        }

        if (schema["type"] is { } type && type.ToString() != "object")
        {
            throw new ArgumentException(SR.InvalidToolParameters(tool, SR.ToolParametersNotObject));
        }

        var whole = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        foreach (KeyValuePair<string, JsonNode?> member in schema)
        {
            whole[member.Key] = member.Value?.DeepClone();
        }

        // PowerShell makes a plain value of a list of one.
        if (whole["required"] is JsonValue one)
        {
            whole["required"] = new JsonArray(one.DeepClone());
        }

        return whole["properties"] is JsonObject && whole["required"] is null or JsonArray
            ? whole
            : throw new ArgumentException(SR.InvalidToolParameters(tool, SR.ToolParametersNotObject));
    }

    private static IDictionary? Table(object? value) => value switch
    {
        IDictionary table => table,
        PSObject custom => ToTable(custom),
        _ => null,
    };
}
