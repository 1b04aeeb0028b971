using System;
using System.Globalization;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Takes text, numbers and dates as a prompt, and no other object by its text: that would be paid for, and is never meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PromptTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PSValue.Unwrap(inputData) switch
    {
        null => null!,
        string text => text,
        // A PSObject formats itself as well, with all its properties.
        IFormattable value and not PSObject => value.ToString(null, CultureInfo.InvariantCulture),
        // The inner exception lets PowerShell try the object's property of the parameter's name instead.
        { } other => throw new ArgumentTransformationMetadataException(
            SR.Format(nameof(SR.NotAPromptArgument), other.GetType().Name), new PSInvalidCastException()),
    };
}
