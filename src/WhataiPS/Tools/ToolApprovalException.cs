using System;

namespace WhataiPS.Tools;

/// <summary>A tool's call needs approval, and the session cannot ask for it.</summary>
/// <param name="message">What could not be asked, and what to do.</param>
/// <param name="innerException">What the host said.</param>
public sealed class ToolApprovalException(string message, Exception? innerException) : InvalidOperationException(message, innerException);
