using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Tools;

/// <summary>Makes tools of commands and script blocks: the schema comes from the parameters' metadata, the texts from help.</summary>
internal static class CommandTool
{
    // The function exists inside this script alone; its metadata is what is wanted.
    private static readonly ScriptBlock s_describe = ScriptBlock.Create(
        "param($Script) ${function:WhataiTool} = $Script; Microsoft.PowerShell.Core\\Get-Command -Name WhataiTool -CommandType Function");

    /// <summary>Finds a command as the session would.</summary>
    /// <exception cref="ArgumentException">There is none, or several.</exception>
    public static CommandInfo Find(PSCmdlet cmdlet, string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            throw new ArgumentException(SR.ToolWildcard(name));
        }

        CommandInfo? found;
        try
        {
            found = cmdlet.InvokeCommand.GetCommand(name, CommandTypes.All);
        }
        catch (CommandNotFoundException)
        {
            found = null;
        }

        if (found is null)
        {
            throw new ArgumentException(SR.NoSuchToolCommand(name));
        }

        if (found is CmdletInfo)
        {
            // Which of two would run depends on what was imported last.
            string[] modules = [.. cmdlet.InvokeCommand.GetCommands(name, CommandTypes.Cmdlet, nameIsPattern: false).Select(command => command.ModuleName).Distinct(StringComparer.OrdinalIgnoreCase)];
            if (modules.Length > 1)
            {
                throw new ArgumentException(SR.AmbiguousToolCommand(name, string.Join(", ", modules)));
            }
        }

        return found;
    }

    /// <summary>The command's own name, as gateways allow it.</summary>
    public static string NameOf(CommandInfo command, string fallback) => ToolName.Sanitize(
        command is ApplicationInfo or ExternalScriptInfo ? Path.GetFileNameWithoutExtension(command.Name) : command.Name, fallback);

    public static CommandInfo Resolve(CommandInfo command)
    {
        if (command is not AliasInfo alias)
        {
            return command;
        }

        return alias.ResolvedCommand ?? throw new ArgumentException(SR.NoSuchToolCommand(alias.Name));
    }

    /// <summary>A function's view of a script block.</summary>
    public static FunctionInfo Describe(PSCmdlet cmdlet, ScriptBlock script) =>
        (FunctionInfo)cmdlet.InvokeCommand.InvokeScript(useLocalScope: true, s_describe, null, script)[0].BaseObject;

    /// <param name="name">The tool's name.</param>
    /// <param name="command">What describes the parameters.</param>
    /// <param name="target">What runs.</param>
    /// <param name="description">A description that is better than the help's.</param>
    /// <exception cref="ArgumentException">JSON cannot express a parameter that must be given.</exception>
    public static Tool Create(string name, CommandInfo command, object target, string? description)
    {
        if (command is ApplicationInfo)
        {
            return Native(name, target, description);
        }

        CommandHelp help = CommandHelp.Of(command);
        Ast? script = ScriptMetadata.Of(command);
        Dictionary<string, object> defaults = ScriptMetadata.Defaults(script);
        string? problem = null;
        foreach (CommandParameterSetInfo set in Sets(name, command))
        {
            if (Read(set, name, help, defaults, out string? unsupported) is (List<ToolParameter> parameters, JsonObject schema))
            {
                return new Tool(new ToolDefinition(name, description ?? help.Synopsis, schema), parameters)
                {
                    Target = target,
                    HasCommonParameters = HasCommonParameters(command),
                };
            }

            problem ??= unsupported;
        }

        throw new ArgumentException(problem);
    }

    /// <summary>A tool whose schema the user wrote, over a command or script block that has the parameters.</summary>
    /// <exception cref="ArgumentException">The schema names a parameter that is not there.</exception>
    public static Tool Create(ToolDefinition definition, CommandInfo command, object target)
    {
        if (command is ApplicationInfo)
        {
            throw new ArgumentException(SR.ParametersOfNativeTool(definition.Name));
        }

        if (target is ScriptBlock block && !ScriptMetadata.DeclaresParameters(block.Ast))
        {
            return new Tool(definition, Explicit(definition, _ => null)) { Target = target, Calling = ArgumentPassing.OneObject };
        }

        List<CommandParameterSetInfo> sets = Sets(definition.Name, command);
        var known = new Dictionary<string, CommandParameterInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (CommandParameterInfo parameter in sets.SelectMany(set => set.Parameters))
        {
            known[parameter.Name] = parameter;
        }

        List<ToolParameter> parameters = Explicit(definition, name => known.TryGetValue(name, out CommandParameterInfo? parameter)
            ? parameter
            : throw new ArgumentException(SR.ToolParameterNotInTarget(definition.Name, name)));

        // PowerShell would ask at the prompt for what the model has no way to give.
        var listed = new HashSet<string>(parameters.Select(parameter => parameter.Name), StringComparer.OrdinalIgnoreCase);
        string[][] mandatory = [.. sets.Select(set => set.Parameters.Where(parameter => parameter.IsMandatory).Select(parameter => parameter.Name).ToArray())];
        string[] needed = Array.Find(mandatory, names => names.All(listed.Contains))
            ?? throw new ArgumentException(SR.ToolParameterNotInSchema(definition.Name, mandatory[0].First(name => !listed.Contains(name))));
        return new Tool(definition, [.. parameters.Select(parameter => parameter with { IsMandatory = parameter.IsMandatory || needed.Contains(parameter.Name) })])
        {
            Target = target,
            HasCommonParameters = HasCommonParameters(command),
        };
    }

    /// <summary>The parameters that a schema lists.</summary>
    public static List<ToolParameter> Explicit(ToolDefinition definition, Func<string, CommandParameterInfo?> find)
    {
        string[] required = [.. (definition.Parameters["required"] as JsonArray ?? []).Select(name => name!.ToString())];
        var result = new List<ToolParameter>();
        foreach (KeyValuePair<string, JsonNode?> property in definition.Parameters["properties"] as JsonObject ?? [])
        {
            CommandParameterInfo? known = find(property.Key);
            result.Add((known is null ? new ToolParameter(property.Key, property.Key, typeof(object)) : ToParameter(known, property.Key, null)) with
            {
                IsMandatory = required.Contains(property.Key),
            });
        }

        return result;
    }

    private static Tool Native(string name, object target, string? description)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["arguments"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "string" },
                    ["description"] = ToolResultMessages.ProgramArguments,
                },
            },
            ["additionalProperties"] = false,
        };
        return new Tool(new ToolDefinition(name, description ?? string.Empty, schema), [new ToolParameter("arguments", "arguments", typeof(string[]))])
        {
            Target = target,
            Calling = ArgumentPassing.ArgumentList,
        };
    }

    // The default set first: it is what a call without a hint means.
    private static List<CommandParameterSetInfo> Sets(string name, CommandInfo command)
    {
        try
        {
            return [.. command.ParameterSets.OrderByDescending(set => set.IsDefault)];
        }
        catch (Exception ex) when (ex is RuntimeException or InvalidOperationException)
        {
            throw new ArgumentException(SR.UnreadableToolCommand(name, ex.Message), ex);
        }
    }

    private static (List<ToolParameter> Parameters, JsonObject Schema)? Read(
        CommandParameterSetInfo set, string tool, CommandHelp help, Dictionary<string, object> defaults, out string? problem)
    {
        problem = null;
        var parameters = new List<ToolParameter>();
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (CommandParameterInfo parameter in set.Parameters)
        {
            if (parameter.IsDynamic || Cmdlet.CommonParameters.Contains(parameter.Name) || Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            {
                continue;
            }

            object? defaultValue = defaults.TryGetValue(parameter.Name, out object? constant) && !parameter.IsMandatory ? constant : null;
            if (ParameterSchema.Describe(parameter, help.Parameter(parameter.Name), defaultValue) is not JsonObject schema)
            {
                if (parameter.IsMandatory)
                {
                    problem = SR.UnsupportedToolParameter(tool, parameter.Name, parameter.ParameterType.Name);
                    return null;
                }

                continue;
            }

            string name = ToolName.Sanitize(parameter.Name, "parameter");
            while (properties.ContainsKey(name))
            {
                name += "_";
            }

            properties[name] = schema;
            parameters.Add(ToParameter(parameter, name, defaultValue));
            if (parameter.IsMandatory)
            {
                required.Add(name);
            }
        }

        var whole = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            whole["required"] = required;
        }

        whole["additionalProperties"] = false;
        return (parameters, whole);
    }

    private static ToolParameter ToParameter(CommandParameterInfo parameter, string schemaName, object? defaultValue) =>
        new(parameter.Name, schemaName, parameter.ParameterType)
        {
            IsMandatory = parameter.IsMandatory,
            IsPath = ProviderPaths.IsPath(parameter),
            AllowsNull = parameter.Attributes.Any(attribute => attribute is AllowNullAttribute),
            IsTransformed = parameter.Attributes.Any(attribute =>
                attribute is ArgumentTransformationAttribute && attribute.GetType().Name != "ArgumentTypeConverterAttribute"),
            IsOnByDefault = defaultValue is true,
        };

    private static bool HasCommonParameters(CommandInfo command) =>
        command is CmdletInfo || command is FunctionInfo { CmdletBinding: true } || (command is ExternalScriptInfo && command.Parameters.ContainsKey("Verbose"));
}
