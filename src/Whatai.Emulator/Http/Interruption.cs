namespace Whatai.Emulator.Http;

/// <summary>Where and how an answer is interrupted: a stream after some events, a whole answer about half way.</summary>
internal enum Interruption
{
    None,

    /// <summary>An error event, then [DONE]. A whole answer is a 500 with the same error.</summary>
    ErrorEvent,

    /// <summary>A failure reported by the upstream: <c>response.failed</c> on /v1/responses, elsewhere the same as ErrorEvent.</summary>
    Failed,

    /// <summary>On /v1/responses the error event's members are nested in error; elsewhere the same as ErrorEvent.</summary>
    NestedError,

    /// <summary>Comments, then an error as bare JSON. A whole answer is a 500 with the same error.</summary>
    BareError,

    /// <summary>After some events an error as bare JSON, then a proper end. A whole answer is a 500 with the same error.</summary>
    BareErrorLater,

    /// <summary>FIN in the middle of a line, without the last chunk.</summary>
    CutMidLine,

    /// <summary>In the middle of a line, with a proper end.</summary>
    CutClean,

    /// <summary>FIN inside a multi-byte character.</summary>
    CutMidUtf8,

    /// <summary>RST. For a whole answer: before its first byte.</summary>
    Reset,

    /// <summary>Silence until the client closes.</summary>
    Stall,
}
