using System;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>A script block that is given in the place of a value failed for one piped object.</summary>
internal sealed class InputScriptException(string parameter, RuntimeException failure) : Exception(failure.Message, failure)
{
    /// <summary>The parameter that it is the argument of.</summary>
    public string Parameter => parameter;

    /// <summary>Why, in the words of the error itself and not of the preference that made it end the script.</summary>
    public string Reason { get; } = failure is ActionPreferenceStopException { ErrorRecord: ErrorRecord error } ? error.ErrorDetails?.Message ?? error.Exception.Message : failure.Message;
}
