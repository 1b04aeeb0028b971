using System;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>Takes a path as PowerShell would for a text, and a script block that makes one of each piped object as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OutFileTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValue.Unwrap(inputData) is ScriptBlock script ? script
        : LanguagePrimitives.TryConvertTo(inputData, out string path) ? path : inputData;
}
