using System;

namespace Whatai.Client.Http;

/// <summary>A whole answer with a 2xx status.</summary>
internal sealed record BufferedResponse(byte[] Body, string? MediaType, CallContext Context, TimeSpan Duration);
