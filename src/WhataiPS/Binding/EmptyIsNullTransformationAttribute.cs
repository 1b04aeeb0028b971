using System;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>Takes empty text as not given, as the cells of a CSV are, where PowerShell would make a 0 of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmptyIsNullTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValue.Unwrap(inputData) is string text && text.Trim().Length == 0 ? null! : inputData;
}
