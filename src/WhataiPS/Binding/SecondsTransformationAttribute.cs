using System;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>
/// Takes a time span as its seconds. One that is no number of seconds, such as the time that a piped answer took, becomes 0, which is
/// no length and is refused where it was meant as one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PSValue.Unwrap(inputData) switch
    {
        TimeSpan span => span.Ticks % TimeSpan.TicksPerSecond == 0 ? span.TotalSeconds : 0,
        PSObject => 0,
        _ => inputData,
    };
}
