using System;
using System.Management.Automation;
using System.Reflection;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>
/// Where a cmdlet's objects and its live text go. PowerShell keeps that to itself: the members read here are those of all its versions
/// since 5.0, and where they are not found, the objects count as going elsewhere, so that nothing is lost.
/// </summary>
internal sealed class OutputTarget(PSCmdlet cmdlet)
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const string LiveTypeName = "Whatai.Client.Conversations.ModelAnswer#Live";

    private readonly object? _output = Read(cmdlet.CommandRuntime, "OutputPipe");
    private readonly object? _information = Read(cmdlet.CommandRuntime, "InformationOutputPipe");

    /// <summary>Whether the objects are shown on the screen next, or go the same way as the live text.</summary>
    public bool IsBesideLiveText => _information is null
        ? Read(Read(_output, "DownstreamCmdlet"), "Command")?.GetType().Name is "OutDefaultCommand" or "OutHostCommand" && !IsIgnored
        : IsMerged && !IsFileOfAll;

    /// <summary>An answer whose text was shown live. Where it is shown beside that, it is of a type of which the view shows what came with it instead.</summary>
    public PSObject MarkShown(object answer)
    {
        var result = new PSObject(answer);
        if (IsBesideLiveText)
        {
            result.TypeNames.Insert(0, LiveTypeName);
        }

        return result;
    }

    /// <summary>Whether the objects and the live text go into one file: nobody sees it live, and its pieces would be lines of their own.</summary>
    public bool IsFileOfAll => IsMerged && Read(_output, "PipelineProcessor") is not null;

    /// <summary>Whether live text can have colours that a terminal understands and nothing else has to read.</summary>
    public bool TakesColors => _information is null && cmdlet.Host.UI?.SupportsVirtualTerminal == true && !cmdlet.MyInvocation.BoundParameters.ContainsKey("InformationVariable");

    private bool IsMerged => _information is not null && ReferenceEquals(_information, _output);

    private bool IsIgnored => CallerPreference.Read(cmdlet, "InformationAction", "InformationPreference")?.ToString() == nameof(ActionPreference.Ignore);

    private static object? Read(object? source, string property)
    {
        try
        {
            return source?.GetType().GetProperty(property, All)?.GetValue(source);
        }
        catch (Exception ex) when (ex is TargetInvocationException or AmbiguousMatchException)
        {
            return null;
        }
    }
}
