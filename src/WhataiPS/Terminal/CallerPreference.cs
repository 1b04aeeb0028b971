using System.Management.Automation;

namespace WhataiPS.Terminal;

/// <summary>What the caller wants to hear and to be asked, by a common parameter or by the variable that stands for it.</summary>
internal static class CallerPreference
{
    public static bool IsVerbose(PSCmdlet cmdlet) => IsHeard(cmdlet, "Verbose", "VerbosePreference");

    public static bool IsDebug(PSCmdlet cmdlet) => IsHeard(cmdlet, "Debug", "DebugPreference");

    public static bool IsWhatIf(PSCmdlet cmdlet) => LanguagePrimitives.IsTrue(Read(cmdlet, "WhatIf", "WhatIfPreference"));

    /// <summary>Whether a cmdlet of medium impact, as all of ours are, says or asks something where it calls ShouldProcess.</summary>
    public static bool IsAsked(PSCmdlet cmdlet) =>
        IsWhatIf(cmdlet) || IsVerbose(cmdlet) || Read(cmdlet, "Confirm", "ConfirmPreference") is not (ConfirmImpact.High or ConfirmImpact.None or SwitchParameter { IsPresent: false });

    /// <summary>The parameter where it is given, else the variable.</summary>
    public static object? Read(PSCmdlet cmdlet, string parameter, string variable) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given) ? given : cmdlet.SessionState.PSVariable.GetValue(variable);

    // A switch that is not present, no variable, and a script's own text for one of them are all of them "no".
    private static bool IsHeard(PSCmdlet cmdlet, string parameter, string variable) => Read(cmdlet, parameter, variable) switch
    {
        SwitchParameter given => given.IsPresent,
        null or ActionPreference.SilentlyContinue or ActionPreference.Ignore => false,
        _ => true,
    };
}
