using System;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>What a request of many inputs took.</summary>
/// <param name="Count">How many inputs it answered.</param>
/// <param name="Usage">Its tokens, where the server told.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Duration">From sending to the last byte, retries included.</param>
/// <param name="RequestId">The gateway's id of it.</param>
internal sealed record BatchAnswer(int Count, TokenUsage? Usage, int Attempts, TimeSpan Duration, string? RequestId);
