using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Binding;

namespace WhataiPS.Tools;

/// <summary>What a script's text says of itself and metadata doesn't: constant defaults, an alias, comment-based help.</summary>
internal static class ScriptMetadata
{
    private static readonly HashSet<string> s_constants = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null" };

    /// <summary>The script of a command; null where it is none.</summary>
    public static Ast? Of(CommandInfo command) => command switch
    {
        FunctionInfo function => function.ScriptBlock?.Ast,
        ExternalScriptInfo script => script.ScriptBlock?.Ast,
        _ => null,
    };

    public static bool DeclaresParameters(Ast script) => Parameters(script).Any();

    /// <summary>The defaults that are constants, by parameter.</summary>
    public static Dictionary<string, object> Defaults(Ast? script)
    {
        var result = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (ParameterAst parameter in Parameters(script))
        {
            if (Constant(parameter.DefaultValue) is object value)
            {
                result[parameter.Name.VariablePath.UserPath] = value;
            }
        }

        return result;
    }

    /// <summary>The name that a script block gives itself: a function's own, or the first of its [Alias()].</summary>
    public static string? Name(Ast script)
    {
        if (script is FunctionDefinitionAst function)
        {
            return function.Name;
        }

        AttributeAst? alias = (script as ScriptBlockAst)?.ParamBlock?.Attributes
            .FirstOrDefault(attribute => string.Equals(attribute.TypeName.Name, "Alias", StringComparison.OrdinalIgnoreCase));
        return alias is { PositionalArguments.Count: > 0 } ? (alias.PositionalArguments[0] as StringConstantExpressionAst)?.Value : null;
    }

    public static CommentHelpInfo? Help(Ast? script) => script switch
    {
        FunctionDefinitionAst function => function.GetHelpContent(),
        ScriptBlockAst block => block.GetHelpContent(),
        _ => null,
    };

    // A function's parameters stand in its head or in its body.
    private static IEnumerable<ParameterAst> Parameters(Ast? script)
    {
        ParamBlockAst? block = (script as ScriptBlockAst)?.ParamBlock ?? (script as FunctionDefinitionAst)?.Body.ParamBlock;
        return block is not null ? block.Parameters
            : script is FunctionDefinitionAst ? script.FindAll(part => part is ParameterAst && part.Parent == script, searchNestedScriptBlocks: false).Cast<ParameterAst>()
            : [];
    }

    private static object? Constant(ExpressionAst? expression)
    {
        if (expression is null || expression.Find(part => part is VariableExpressionAst variable && !s_constants.Contains(variable.VariablePath.UserPath), searchNestedScriptBlocks: true) is not null)
        {
            return null;
        }

        try
        {
            object? value = expression.SafeGetValue();
            _ = JsonConversion.ToNode(value);
            return value;
        }
        catch (Exception ex) when (ex is InvalidOperationException or RuntimeException or ArgumentException)
        {
            // Not a constant, or not one for JSON.
            return null;
        }
    }
}
