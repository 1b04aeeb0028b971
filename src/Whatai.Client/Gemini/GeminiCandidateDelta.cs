using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Media;

namespace Whatai.Client.Gemini;

/// <summary>What a piece brought that its reader did not have.</summary>
internal record struct GeminiCandidateDelta
{
    public string? Text { get; set; }

    public string? Reasoning { get; set; }

    public List<ChatToolCall>? Calls { get; set; }

    public List<WhataiImage>? Images { get; set; }

    public CodeExecution? Code { get; set; }

    public readonly bool IsEmpty => Text is null && Reasoning is null && Calls is null && Images is null && Code is null;
}
