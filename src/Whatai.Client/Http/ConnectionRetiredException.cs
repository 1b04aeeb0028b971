using System.IO;

namespace Whatai.Client.Http;

/// <summary>The connection takes no more requests. Nothing was sent on it, and another one serves.</summary>
internal sealed class ConnectionRetiredException : IOException;
