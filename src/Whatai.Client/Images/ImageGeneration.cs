using System;
using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Media;


namespace Whatai.Client.Images;

/// <summary>What one request to make or change images brought.</summary>
public sealed record ImageGeneration
{
    /// <summary>The images. Each knows prompt, model and usage. A conversation may answer without one, which is billed all the same.</summary>
    public required IReadOnlyList<WhataiImage> Images { get; init; }

    /// <summary>The answer of the conversation that made them; null where the images route did.</summary>
    public ModelAnswer? Completion { get; init; }

    /// <summary>What it took; null where the server did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The gateway's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often the request was sent, 1 where the first time was enough.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The server's JSON, in which the data of images is left out.</summary>
    public string RawJson { get; init; } = string.Empty;
}
