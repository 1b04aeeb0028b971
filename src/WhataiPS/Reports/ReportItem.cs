using System;
using System.Collections.Generic;

namespace WhataiPS.Reports;

/// <summary>One row of a report. Its texts are as they came; the page escapes them.</summary>
internal sealed record ReportItem
{
    /// <summary>What was asked.</summary>
    public string Prompt { get; init; } = string.Empty;

    /// <summary>What came of it, or why nothing did.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Whether nothing usable came of it.</summary>
    public bool IsError { get; init; }

    /// <summary>How it ended, such as <c>stop</c>, or an error's id.</summary>
    public string? Status { get; init; }

    public string? Model { get; init; }

    public DateTimeOffset? Time { get; init; }

    public TimeSpan? Duration { get; init; }

    public long? PromptTokens { get; init; }

    public long? CompletionTokens { get; init; }

    public decimal? Cost { get; init; }

    public string? Currency { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Its pictures, videos and sounds.</summary>
    public IReadOnlyList<ReportMedia> Media { get; init; } = [];
}

/// <summary>A picture, a video or a sound: in memory, in a file, or at an address.</summary>
internal sealed record ReportMedia(byte[]? Bytes, string? Path, Uri? Url);
