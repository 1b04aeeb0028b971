using System;

namespace Whatai.Client.Http;

/// <summary>A whole answer with a 2xx status.</summary>
internal sealed record ApiAnswer(byte[] Body, string? MediaType, CallFacts Facts, TimeSpan Duration);
