using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Takes texts, numbers, dates, errors and answers as text for a model, and no other object by its name: that would be paid for, and is never meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PromptTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a piped object may have the text in a property of the parameter's name.</summary>
    public bool OrProperty { get; set; }

    /// <summary>Whether a script block is taken that makes the text of each piped object; the parameter then takes one text, as an object.</summary>
    public bool OrScript { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PSValue.Unwrap(inputData) switch
    {
        null => null!,
        ScriptBlock script when OrScript => script,
        IList items when OrScript => throw new ArgumentTransformationMetadataException(SR.ListForText(items.Count)),
        IList items => items.Cast<object?>().Select(ReadOne).ToArray(),
        _ => ReadOne(inputData)!,
    };

    private string? ReadOne(object? input)
    {
        object? plain = PSValue.Unwrap(input);
        return plain switch
        {
            null => null,
            ErrorRecord or Exception => plain.ToString(),
            _ => TextInput.Read(input) ?? throw Refusal(plain),
        };
    }

    private ArgumentTransformationMetadataException Refusal(object plain) => plain switch
    {
        ScriptBlock => new(SR.ScriptForText),
        _ when TextInput.ReadFile(plain) is string file => new(SR.FileForPrompt(file)),
        // The inner exception lets PowerShell try the property.
        _ when OrProperty => new(SR.NotAPromptArgument(plain.GetType().Name), new PSInvalidCastException()),
        _ => new(SR.NotAPromptArgument(plain.GetType().Name)),
    };
}
