using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Resources;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>The tools of an invocation.</summary>
/// <remarks>
/// A tool is a command's name, a command, a script block, or a table or JSON (see <see cref="ExplicitTool"/>). A script block
/// is named by <c>[Alias('name')]</c> over its <c>param</c>, a function's body by its function, else tool_1, tool_2… by its place.
/// </remarks>
internal sealed class ToolSet
{
    private readonly List<Tool> _tools = [];
    private readonly Dictionary<string, Tool> _byName = new(StringComparer.OrdinalIgnoreCase);

    private ToolSet()
    {
    }

    public IReadOnlyList<ToolDefinition> Definitions => [.. _tools.Select(tool => tool.Definition)];

    /// <exception cref="ArgumentException">One of the tools is none; the message names it.</exception>
    public static ToolSet Create(PSCmdlet cmdlet, object[] tools)
    {
        var set = new ToolSet();
        foreach (object? item in tools)
        {
            object? plain = PSValue.Unwrap(item);
            if (plain is string text && First(text) == '[')
            {
                foreach (object listed in ExplicitTool.ReadJson(text))
                {
                    set.Add(One(cmdlet, listed, set._tools.Count + 1));
                }

                continue;
            }

            set.Add(One(cmdlet, plain, set._tools.Count + 1));
        }

        return set;
    }

    /// <summary>The tools of a request.</summary>
    public IReadOnlyList<FunctionTool> ToFunctionTools() =>
    [
        .. Definitions.Select(definition => new FunctionTool(definition.Name, SchemaText.ToElement(definition.Parameters))
        {
            Description = definition.Description.Length > 0 ? definition.Description : null,
            Strict = definition.Strict,
        }),
    ];

    /// <summary>The tool that the model means; null where there is none.</summary>
    public Tool? Find(string name) => _byName.TryGetValue(name, out Tool? tool) ? tool : null;

    /// <summary>For every policy but None: each tool must have something to run.</summary>
    /// <exception cref="ArgumentException">A tool is a schema alone; the message names it.</exception>
    public void EnsureRunnable()
    {
        if (_tools.Find(tool => tool.Target is null) is Tool bare)
        {
            throw new ArgumentException(SR.ToolNotRunnable(bare.Name));
        }
    }

    private static Tool One(PSCmdlet cmdlet, object? item, int number)
    {
        switch (item)
        {
            case null or "":
                throw new ArgumentException(SR.ToolEmpty);
            case string json when First(json) == '{':
                return One(cmdlet, ExplicitTool.ReadJson(json)[0], number);
            case string name:
                return OfCommand(CommandTool.Find(cmdlet, name), number);
            case CommandInfo command:
                return OfCommand(command, number);
            case ScriptBlock script:
                string fallback = "tool_" + number;
                return CommandTool.Create(
                    ToolName.Sanitize(ScriptMetadata.Name(script.Ast) ?? fallback, fallback), CommandTool.Describe(cmdlet, script), script, null);
            case IDictionary table:
                return ExplicitTool.Create(cmdlet, table, number);
            case PSObject custom:
                return ExplicitTool.Create(cmdlet, ExplicitTool.ToTable(custom), number);
            default:
                throw new ArgumentException(SR.NotATool(item.GetType().Name));
        }
    }

    private static char First(string text) => text.TrimStart() is { Length: > 0 } rest ? rest[0] : '\0';

    private static Tool OfCommand(CommandInfo command, int number)
    {
        CommandInfo resolved = CommandTool.Resolve(command);
        return CommandTool.Create(CommandTool.NameOf(resolved, "tool_" + number), resolved, resolved, null);
    }

    private void Add(Tool tool)
    {
        if (Find(tool.Name) is Tool other)
        {
            // Of two modules' commands of one name, the second says whose it is.
            if (tool.Target is not CommandInfo { ModuleName.Length: > 0 } command || other.Target is not CommandInfo first
                || string.Equals(command.ModuleName, first.ModuleName, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(SR.DuplicateTool(tool.Name));
            }

            string qualified = ToolName.Sanitize(command.ModuleName + "_" + tool.Name, tool.Name);
            if (Find(qualified) is not null)
            {
                throw new ArgumentException(SR.DuplicateTool(qualified));
            }

            tool = tool with { Definition = tool.Definition with { Name = qualified } };
        }

        _tools.Add(tool);
        _byName.Add(tool.Name, tool);
    }
}
