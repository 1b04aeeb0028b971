using System;
using System.Management.Automation;

namespace WhataiPS.Errors;

/// <summary>An input that no request is made of; nothing was sent for it.</summary>
internal sealed class RefusedInputException(ErrorRecord error) : Exception(error.Exception.Message, error.Exception)
{
    /// <summary>What is wrong with it.</summary>
    public ErrorRecord Error => error;
}
