namespace Whatai.Emulator.Http;

/// <summary>Where and how an answer is interrupted: a stream after some events, a plain answer about half way.</summary>
internal enum Interruption
{
    None,

    /// <summary>An error event, then [DONE]. A plain answer is a 500 with the same error.</summary>
    ErrorEvent,

    /// <summary>An upstream that says it failed: <c>response.failed</c> on /v1/responses, elsewhere the same as ErrorEvent.</summary>
    Failed,

    /// <summary>On /v1/responses the error event's members stand in a member error; elsewhere the same as ErrorEvent.</summary>
    NestedError,

    /// <summary>Comments, then an error as bare JSON. A plain answer is a 500 with the same error.</summary>
    BareError,

    /// <summary>FIN in the middle of a line, without the end of the chunked coding.</summary>
    CutMidLine,

    /// <summary>In the middle of a line, with a proper end.</summary>
    CutClean,

    /// <summary>FIN inside a multi-byte character.</summary>
    CutMidUtf8,

    /// <summary>RST. For a plain answer: before its first byte.</summary>
    Reset,

    /// <summary>Silence until the client closes.</summary>
    Stall,
}
