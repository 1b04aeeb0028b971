using System;

namespace WhataiPS.Terminal;

/// <summary>The image library can't be loaded: it has no native part for this platform.</summary>
internal sealed class DecoderMissingException(string message, string remedy, Exception inner) : NotSupportedException(message, inner)
{
    /// <summary>What the user can do.</summary>
    public string Remedy { get; } = remedy;
}
