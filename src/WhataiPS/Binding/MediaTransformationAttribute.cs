using System;
using System.Management.Automation;

namespace WhataiPS.Binding;

/// <summary>Keeps bytes together, which PowerShell would take for an array of numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MediaTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValue.Unwrap(inputData) is byte[] bytes ? new object[] { bytes } : inputData;
}
