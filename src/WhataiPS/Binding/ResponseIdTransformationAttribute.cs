using System;
using System.Collections;
using System.Management.Automation;
using Whatai.Client.Responses;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Takes a response, also one that was saved, by its id.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ResponseIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // The first turn of a loop has none.
        if (inputData is null)
        {
            return null!;
        }

        if (PSValue.Unwrap(inputData) is IList { Count: not 1 })
        {
            throw new ArgumentTransformationMetadataException(SR.OnePreviousResponse);
        }

        PSObject source = PSObject.AsPSObject(inputData);
        return Text(source, nameof(ResponseCompletion.Id)) ?? (source.BaseObject is ResponseDelta delta ? delta.Completion?.Id : null) ?? inputData;
    }

    /// <summary>The id of a response that itself went on from one that the server keeps: its messages are not the whole conversation.</summary>
    public static string? ReadContinued(PSObject? source)
    {
        PSObject? response = source?.BaseObject is ResponseDelta { Completion: ResponseCompletion whole } ? PSObject.AsPSObject(whole) : source;
        return response is not null && Text(response, nameof(ResponseCompletion.PreviousResponseId)) is not null ? Text(response, nameof(ResponseCompletion.Id)) : null;
    }

    private static string? Text(PSObject source, string name) =>
        source.BaseObject is not string && PSValue.Unwrap(source.Properties[name]?.Value) is string { Length: > 0 } text ? text : null;
}
