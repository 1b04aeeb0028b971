using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace WhataiPS.Rendering;

/// <summary>What a person reads of an error, and what finds its cause.</summary>
internal static class ErrorMembers
{
    public static IEnumerable<(string Name, object? Value)> Of(ErrorRecord error)
    {
        yield return ("Message", error.ToString());
        yield return ("FullyQualifiedErrorId", error.FullyQualifiedErrorId);
        yield return ("Category", error.CategoryInfo?.ToString());
        if (error.ErrorDetails?.RecommendedAction is { Length: > 0 } action)
        {
            yield return ("RecommendedAction", action);
        }

        // The message of the position is cut to the screen's width; this is not.
        if (error.InvocationInfo is { ScriptLineNumber: > 0 } at)
        {
            yield return ("ScriptName", at.ScriptName);
            yield return ("ScriptLineNumber", at.ScriptLineNumber);
            yield return ("Line", at.Line?.Trim());
        }

        if (error.ScriptStackTrace is { Length: > 0 } stack)
        {
            yield return ("ScriptStackTrace", stack);
        }

        yield return ("TargetObject", error.TargetObject);
        yield return ("Exception", error.Exception);
    }

    public static IEnumerable<(string Name, object? Value)> Of(Exception exception)
    {
        yield return ("Type", exception.GetType().FullName);
        yield return ("Message", exception.Message);
        foreach (PropertyInfo property in exception.GetType().GetProperties().Where(static one => one.DeclaringType != typeof(Exception) && one.GetIndexParameters().Length == 0))
        {
            // What the type says beyond a message, such as a status or a file's name.
            if (property.Name != nameof(Exception.Message) && ShownProperties.TryRead(() => property.GetValue(exception), out object? value) && value is not null && ReadableValue.ToNode(value) is not null)
            {
                yield return (property.Name, value);
            }
        }

        if (exception.StackTrace is { Length: > 0 } stack)
        {
            yield return ("StackTrace", stack);
        }

        if (exception is AggregateException many)
        {
            yield return ("InnerExceptions", many.InnerExceptions);
        }
        else if (exception.InnerException is Exception inner)
        {
            yield return ("InnerException", inner);
        }
    }
}
