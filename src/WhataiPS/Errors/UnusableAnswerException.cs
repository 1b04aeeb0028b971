using System;
using Whatai.Client.Conversations;

namespace WhataiPS.Errors;

/// <summary>An answer came whole, but can't be used as it was asked for. It is kept here.</summary>
public sealed class UnusableAnswerException : Exception
{
    internal UnusableAnswerException(string message, ModelAnswer completion)
        : base(message)
    {
        Completion = completion;
    }

    /// <summary>The answer, with its text and usage.</summary>
    public ModelAnswer Completion { get; }
}
