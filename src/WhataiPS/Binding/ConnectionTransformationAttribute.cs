using System;
using System.Management.Automation;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>Takes a connection object or its name, and refuses anything else when parameters are bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    // What a job gets of a connection in another process: its properties, without the key.
    private static bool IsCopy(object? input) =>
        input is not null && PSObject.AsPSObject(input).TypeNames.Contains("Deserialized." + typeof(WhataiConnection).FullName);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is WhataiConnection or string
            ? value
            : throw new ArgumentTransformationMetadataException(IsCopy(inputData) ? SR.ConnectionCopy : SR.NotAConnection);
    }
}
