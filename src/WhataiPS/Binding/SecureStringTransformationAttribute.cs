using System;
using System.Management.Automation;
using System.Net;

namespace WhataiPS.Binding;

/// <summary>Takes a SecureString, and plain text as well: a key from a vault's command or a variable is text often enough.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecureStringTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => new NetworkCredential(string.Empty, text).SecurePassword,
            PSCredential credential => credential.Password,
            object other => other,
            null => inputData!,
        };
}
