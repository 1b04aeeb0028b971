using System;
using System.Collections.Generic;
using Whatai.Client;
using Whatai.Client.Media;

namespace WhataiPS.Media;

/// <summary>What became of one request: its images, saved or not, and what kept them from being saved. They are paid for either way.</summary>
internal sealed record ImageResult(IReadOnlyList<WhataiImage> Images, IReadOnlyList<(WhataiImage Image, Exception Problem)> Problems)
{
    public TokenUsage? Usage { get; init; }

    public int Attempts { get; init; } = 1;

    public TimeSpan Duration { get; init; }
}
